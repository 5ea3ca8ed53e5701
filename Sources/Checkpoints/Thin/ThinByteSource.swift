internal import CanonicalHDF5
internal import NumericsContract

/// The whole file that a thin file stands for: its own bytes, and chunks beside it for the rest.
///
/// Chunks are opened when they are read. Their bytes are leaves, so whoever reads a checkpoint through
/// this compares them with their digests (CKPT-029).
final class ThinByteSource: ByteSource, Sendable {
  let byteCount: Int
  /// What the file says before its bytes.
  let layout: ThinLayout
  private let file: FileByteSource
  private let kept: [(range: Range<Int>, place: Int)]
  private let folder: String

  /// Reads the header of a thin file and checks the digest of all that it keeps; nil if the file is
  /// not thin.
  init?(_ file: FileByteSource) throws(CanonicalHDF5Error) {
    let magic = ThinLayout.magic
    guard file.byteCount >= ThinLayout.prefixByteCount,
      try file.read(at: 0, count: magic.count) == magic
    else { return nil }
    let prefix = try file.read(at: 0, count: ThinLayout.prefixByteCount)
    guard let count = ThinLayout.chunkCount(inPrefix: prefix) else {
      throw Self.damaged("at most \(ThinLayout.chunkLimit) chunks", found: "another number")
    }
    let headerByteCount = ThinLayout.prefixByteCount + count * ThinLayout.rowByteCount
    guard headerByteCount <= file.byteCount,
      let layout = ThinLayout(header: try file.read(at: 0, count: headerByteCount))
    else { throw Self.damaged("a table of chunks in ascending order", found: "another table") }
    // Compared without a sum: what the file says of its size may be any number.
    let stored = file.byteCount - headerByteCount - SHA256Digest.byteCount
    guard layout.keptByteCount == stored else {
      throw Self.damaged("\(layout.keptByteCount) bytes of its own", found: "\(stored)")
    }
    try Self.checkDigest(of: file)
    self.layout = layout
    self.file = file
    byteCount = layout.byteCount
    kept = layout.kept
    folder = FileLocation(file.path).sibling(ThinLayout.folderName)
  }

  func read(at offset: Int, count: Int) throws(CanonicalHDF5Error) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw Self.damaged("a range inside \(byteCount) bytes", found: "\(count) at \(offset)")
    }
    let wanted = offset..<offset + count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var part = Self.first(kept.count) { kept[$0].range.upperBound > wanted.lowerBound }
    var chunk = Self.first(layout.chunks.count) {
      layout.chunks[$0].range.upperBound > wanted.lowerBound
    }
    while bytes.count < count {
      let position = offset + bytes.count
      if part < kept.count, kept[part].range.contains(position) {
        let range = kept[part].range.clamped(to: wanted)
        bytes += try file.read(
          at: layout.headerByteCount + kept[part].place + range.lowerBound
            - kept[part].range.lowerBound, count: range.count)
        part += 1
      } else {
        let range = layout.chunks[chunk].range.clamped(to: wanted)
        bytes += try read(layout.chunks[chunk], range)
        chunk += 1
      }
    }
    return bytes
  }

  private func read(
    _ chunk: ThinLayout.Chunk, _ range: Range<Int>
  ) throws(CanonicalHDF5Error) -> [UInt8] {
    let path = folder + "/\(chunk.leaf)"
    let file: FileByteSource
    do throws(CanonicalHDF5Error) {
      file = try FileByteSource(path: path)
    } catch {
      throw CanonicalHDF5Error(
        .unreadable, at: chunk.offset, expected: "the chunk \(path)", found: error.found,
        remedy: "Put the folder \(ThinLayout.folderName) back beside the file.")
    }
    guard file.byteCount == chunk.byteCount else {
      throw CanonicalHDF5Error(
        .unreadable, at: chunk.offset, expected: "\(chunk.byteCount) bytes in the chunk \(path)",
        found: "\(file.byteCount)", remedy: "The chunk is damaged: restore it from a copy.")
    }
    return try file.read(at: range.lowerBound - chunk.offset, count: range.count)
  }

  private static func checkDigest(of file: FileByteSource) throws(CanonicalHDF5Error) {
    var hasher = SHA256Hasher()
    let end = file.byteCount - SHA256Digest.byteCount
    for start in stride(from: 0, to: end, by: DigestTree.leafByteCount) {
      hasher.update(
        bytes: try file.read(at: start, count: min(DigestTree.leafByteCount, end - start)))
    }
    let stored = try file.read(at: end, count: SHA256Digest.byteCount)
    let computed = hasher.finalize()
    guard computed.bytes == stored else {
      throw damaged(
        "\(computed), the SHA-256 of the bytes before it",
        found: SHA256Digest(bytes: stored).map { "\($0)" } ?? "")
    }
  }

  private static func damaged(_ expected: String, found: String) -> CanonicalHDF5Error {
    CanonicalHDF5Error(
      .truncated, expected: expected + " in a thin file", found: found,
      remedy: CheckpointError.restoreRemedy)
  }

  /// The first of `count` ascending places for which `holds` is true, or `count`.
  private static func first(_ count: Int, where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
