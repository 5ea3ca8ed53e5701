internal import Synchronization

/// Reads a member of an archive at any place; reading on where the last read ended is cheap, and
/// whoever reads a member from first to last gets its checksum verified.
final class MemberReader: Sendable {
  let entry: ZIPEntry
  /// Where in the file the member's bytes start.
  let start: Int
  private let source: FileSource
  private let checksMember: Bool
  private let progress = Mutex(Progress())

  private struct Progress {
    /// Bytes from the start that went into the checksum.
    var count = 0
    var checksum = Checksum()
    /// What was wrong with the whole member, when it was read to its end.
    var damage: TensorFileError?
    var stream: InflationStream?
  }

  private static let skipByteCount = 1 << 18

  init(_ entry: ZIPEntry, of source: FileSource, at start: Int, checksMember: Bool) {
    self.entry = entry
    self.source = source
    self.start = start
    self.checksMember = checksMember
  }

  /// Reads exactly `count` bytes, a range inside the member.
  func read(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    entry.isDeflated
      ? try unpack(at: offset, count: count) : try readStored(at: offset, count: count)
  }

  /// Frees what reading on needs: many members may be open at once.
  func release() {
    guard entry.isDeflated else { return }
    progress.withLock { $0 = Progress() }
  }

  private func readStored(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    let bytes = try source.read(at: start + offset, count: count)
    let error = progress.withLock { progress -> TensorFileError? in
      if offset == 0, progress.count == entry.byteCount { progress = Progress() }
      if offset <= progress.count, progress.count < offset + count {
        progress.damage = add(bytes[(progress.count - offset)...], to: &progress)
      }
      return offset + count == entry.byteCount ? progress.damage : nil
    }
    if let error { throw error }
    return bytes
  }

  private func unpack(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    let result = progress.withLock { progress in
      Result { () throws(TensorFileError) in
        try unpack(at: offset, count: count, &progress)
      }
    }
    return try result.get()
  }

  private func unpack(
    at offset: Int, count: Int, _ progress: inout Progress
  ) throws(TensorFileError) -> [UInt8] {
    // After an error the stream is of no use, so it leaves the state until the bytes are there.
    var state = progress
    progress = Progress()
    if state.stream == nil || offset < state.count { state = Progress() }
    let stream =
      state.stream
      ?? InflationStream(source, start..<start + entry.packedByteCount, .raw)
    while state.count < offset {
      _ = try next(min(offset - state.count, Self.skipByteCount), stream, &state)
    }
    let bytes = try next(count, stream, &state)
    state.stream = stream
    progress = state
    return bytes
  }

  private func next(
    _ count: Int, _ stream: InflationStream, _ state: inout Progress
  ) throws(TensorFileError) -> [UInt8] {
    let bytes = try stream.read(count)
    guard bytes.count == count else {
      throw damaged("\(state.count + bytes.count) bytes")
    }
    if let error = add(bytes[...], to: &state) { throw error }
    if state.count == entry.byteCount {
      guard try stream.read(1).isEmpty else { throw damaged("more bytes") }
    }
    return bytes
  }

  /// Adds bytes to the checksum, which is compared when they are all there.
  private func add(_ bytes: ArraySlice<UInt8>, to progress: inout Progress) -> TensorFileError? {
    progress.count += bytes.count
    guard checksMember else { return nil }
    progress.checksum.update(bytes)
    guard progress.count == entry.byteCount, progress.checksum.value != entry.checksum else {
      return nil
    }
    return damaged("the CRC-32 \(progress.checksum.value)")
  }

  private func damaged(_ found: String) -> TensorFileError {
    source.malformed(
      entry.name, at: start,
      expected: "\(entry.byteCount) bytes with the CRC-32 \(entry.checksum)", found: found)
  }
}
