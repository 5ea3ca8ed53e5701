internal import CanonicalHDF5
internal import NumericsContract

/// Checkpoints that share what they have in common: a leaf that several of them hold is stored once, in
/// the folder `chunks` beside them, under the name of its digest.
///
/// A thin file opens as the checkpoint it stands for, and gives back that checkpoint's file byte by byte.
///
/// **Reference** Formats/checkpoint-v1.md, appendix C.
public enum ThinCheckpoint {
  /// The usual end of a thin file's name.
  public static let suffix = ".thin"

  /// Returns whether a file begins like a thin one; false also for what cannot be read.
  public static func begins(_ path: String) -> Bool {
    guard let file = try? FileByteSource(path: path) else { return false }
    let count = min(ThinLayout.magic.count, file.byteCount)
    return (try? file.read(at: 0, count: count)) == ThinLayout.magic
  }

  /// Writes the thin file of a checkpoint, and those of its chunks that are not there yet. Every byte of
  /// the checkpoint is checked on the way; the checkpoint itself stays as it is.
  ///
  /// - Returns: How many chunks the thin file needs.
  /// - Throws: `CheckpointError`; chunks that are written already stay, and harm nobody.
  @discardableResult
  public static func write(_ path: String, to thinPath: String) throws(CheckpointError) -> Int {
    let file = try CheckpointFile(opening: path)
    try file.verify()
    let layout = ThinLayout(
      byteCount: file.byteCount,
      chunks: file.contents.leafPlaces.filter { $0.byteCount >= ThinLayout.smallestChunk }
        .sorted { $0.offset < $1.offset })
    let bytes = file.contents.bytes
    try writeChunks(layout.chunks, of: bytes, beside: thinPath)
    var hasher = SHA256Hasher()
    try write(byteCount: layout.thinByteCount, to: thinPath) { (append) throws(CheckpointError) in
      let header = layout.header
      hasher.update(bytes: header)
      try append(header)
      for range in layout.kept.flatMap({ pieces(of: $0.range) }) {
        let piece = try bytes.read(range)
        hasher.update(bytes: piece)
        try append(piece)
      }
      try append(hasher.finalize().bytes)
    }
    return layout.chunks.count
  }

  /// Writes the file that a thin file stands for, byte for byte what it was made from, every byte checked.
  ///
  /// - Throws: `CheckpointError`, also if a chunk is missing or damaged; there is then no new file.
  public static func makeWhole(_ thinPath: String, to path: String) throws(CheckpointError) {
    let file = try CheckpointFile(opening: thinPath)
    try file.verify()
    try write(byteCount: file.byteCount, to: path) { (append) throws(CheckpointError) in
      for range in pieces(of: 0..<file.byteCount) {
        try append(try file.contents.bytes.read(range))
      }
    }
  }

  /// Removes the chunks that no thin file of a folder needs any more, and returns how many there were.
  ///
  /// - Throws: `CheckpointError` if a thin file cannot be read; then nothing is removed.
  @discardableResult
  public static func removeUnusedChunks(inFolder folder: String) throws(CheckpointError) -> Int {
    let chunks = FileLocation(folder + "/x").sibling(ThinLayout.folderName)
    guard let names = try? FolderCalls.names(inFolder: chunks) else { return 0 }
    // All are read before anything goes: one that cannot be read may need any chunk.
    var needed: Set<String> = []
    for name in try listing(folder) where name.hasSuffix(suffix) {
      for chunk in try layout(of: folder + "/" + name) { needed.insert("\(chunk.leaf)") }
    }
    let unused = names.filter { SHA256Digest(hex: $0) != nil && !needed.contains($0) }
    do throws(SystemCallError) {
      for name in unused { try SystemFileCalls().remove(chunks + "/" + name) }
    } catch {
      throw CheckpointError(error, writing: chunks)
    }
    return unused.count
  }
}

extension ThinCheckpoint {
  typealias Append = ([UInt8]) throws(CheckpointError) -> Void

  private static func writeChunks(
    _ chunks: [ThinLayout.Chunk], of bytes: CheckpointBytes, beside thinPath: String
  ) throws(CheckpointError) {
    guard !chunks.isEmpty else { return }
    let folder = FileLocation(thinPath).sibling(ThinLayout.folderName)
    do throws(SystemCallError) {
      try FolderCalls.make(folder)
    } catch {
      throw CheckpointError(error, writing: folder)
    }
    for chunk in chunks {
      let leaf = try bytes.read(chunk.range)
      let name = folder + "/\(chunk.leaf)"
      // A chunk that is there is believed only when it has the bytes.
      if let stored = try? FileByteSource(path: name), stored.byteCount == leaf.count,
        (try? stored.read(at: 0, count: leaf.count)) == leaf
      {
        continue
      }
      try write(byteCount: leaf.count, to: name) { (append) throws(CheckpointError) in
        try append(leaf)
      }
    }
  }

  /// Writes a file from start to end; it has its name only when it is complete.
  private static func write(
    byteCount: Int, to path: String, _ contents: (Append) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let calls = SystemFileCalls()
    let file: AtomicFile<SystemFileCalls>
    do throws(SystemCallError) {
      file = try AtomicFile(path: path, byteCount: byteCount, calls: calls)
    } catch {
      throw CheckpointError(error, writing: path)
    }
    do throws(CheckpointError) {
      var position = 0
      try contents { (bytes) throws(CheckpointError) in
        do throws(SystemCallError) {
          try calls.write(file.descriptor, bytes[...], at: position)
        } catch {
          throw CheckpointError(error, writing: path)
        }
        position += bytes.count
      }
      precondition(position == byteCount, "\(path): \(position) bytes for \(byteCount)")
    } catch {
      file.discard()
      throw error
    }
    do throws(SystemCallError) {
      try file.commit()
    } catch {
      throw CheckpointError(error, writing: path)
    }
  }

  private static func listing(_ folder: String) throws(CheckpointError) -> [String] {
    do throws(SystemCallError) {
      return try FolderCalls.names(inFolder: folder)
    } catch {
      throw CheckpointError(error, writing: folder)
    }
  }

  private static func layout(of path: String) throws(CheckpointError) -> [ThinLayout.Chunk] {
    do throws(CanonicalHDF5Error) {
      return try ThinByteSource(try FileByteSource(path: path))?.layout.chunks ?? []
    } catch {
      throw CheckpointError(error, file: path)
    }
  }

  private static func pieces(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: DigestTree.leafByteCount).map {
      $0..<min($0 + DigestTree.leafByteCount, range.upperBound)
    }
  }
}
