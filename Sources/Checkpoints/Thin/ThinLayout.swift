internal import NumericsContract

/// What a thin file says before its bytes: the size of the whole file, and which parts of it are chunks.
///
/// **Reference** Formats/checkpoint-v1.md, appendix C.
struct ThinLayout: Equatable {
  /// A part of the whole file that is kept as a chunk.
  struct Chunk: Equatable {
    /// Where the part starts in the whole file.
    let offset: Int
    /// Its size.
    let byteCount: Int
    /// The digest of the leaf that it is (CKPT-016), which names the chunk.
    let leaf: SHA256Digest

    /// The part.
    var range: Range<Int> { offset..<offset + byteCount }
  }

  /// The first bytes of every thin file.
  static let magic = Array("lockstep-thin-1\n".utf8)
  /// Bytes before the table: the magic, the size of the whole file, the number of chunks.
  static let prefixByteCount = 32
  /// Bytes of a chunk's row in the table.
  static let rowByteCount = 48
  /// The folder of the chunks, beside the thin files.
  static let folderName = "chunks"
  /// Leaves below this size stay in the thin file: a chunk is a file of its own.
  static let smallestChunk = 65_536
  /// The most chunks a file may have: 4 TiB of leaves.
  static let chunkLimit = 1 << 20

  /// The size of the whole file.
  let byteCount: Int
  /// The chunks, in ascending order of their places, none overlapping another.
  let chunks: [Chunk]

  /// Bytes of the thin file before the kept bytes.
  var headerByteCount: Int { Self.prefixByteCount + chunks.count * Self.rowByteCount }
  /// Bytes of the whole file that the thin file keeps itself.
  var keptByteCount: Int { byteCount - chunks.reduce(0) { $0 + $1.byteCount } }
  /// The size of the thin file: header, kept bytes, and a SHA-256 of both.
  var thinByteCount: Int { headerByteCount + keptByteCount + SHA256Digest.byteCount }

  /// The parts of the whole file between the chunks, with the place of each among the kept bytes.
  var kept: [(range: Range<Int>, place: Int)] {
    var parts: [(Range<Int>, Int)] = []
    var position = 0
    var place = 0
    for end in chunks.map(\.range) + [byteCount..<byteCount] {
      if position < end.lowerBound {
        parts.append((position..<end.lowerBound, place))
        place += end.lowerBound - position
      }
      position = end.upperBound
    }
    return parts
  }

  /// The header.
  var header: [UInt8] {
    var bytes = Self.magic
    Self.append(UInt64(byteCount), to: &bytes)
    Self.append(UInt64(chunks.count), to: &bytes)
    for chunk in chunks {
      Self.append(UInt64(chunk.offset), to: &bytes)
      Self.append(UInt64(chunk.byteCount), to: &bytes)
      bytes += chunk.leaf.bytes
    }
    return bytes
  }

  /// Lays out a whole file of `byteCount` bytes.
  init(byteCount: Int, chunks: [Chunk]) {
    self.byteCount = byteCount
    self.chunks = chunks
  }

  /// The number of chunks that a prefix announces, or nil if it is none of a thin file.
  static func chunkCount(inPrefix bytes: [UInt8]) -> Int? {
    guard bytes.count == prefixByteCount, bytes.starts(with: magic) else { return nil }
    return number(bytes[24..<32]).flatMap { $0 <= chunkLimit ? $0 : nil }
  }

  /// Reads a header; nil if its chunks are not in order, overlap or leave the whole file.
  init?(header bytes: [UInt8]) {
    guard bytes.count >= Self.prefixByteCount, let byteCount = Self.number(bytes[16..<24]) else {
      return nil
    }
    var chunks: [Chunk] = []
    var end = 0
    for row in stride(from: Self.prefixByteCount, to: bytes.count, by: Self.rowByteCount) {
      guard row + Self.rowByteCount <= bytes.count, let offset = Self.number(bytes[row..<row + 8]),
        let size = Self.number(bytes[row + 8..<row + 16]),
        let leaf = SHA256Digest(bytes: bytes[row + 16..<row + 48]), offset >= end,
        (Self.smallestChunk...DigestTree.leafByteCount).contains(size),
        size <= byteCount, offset <= byteCount - size
      else { return nil }
      chunks.append(Chunk(offset: offset, byteCount: size, leaf: leaf))
      end = offset + size
    }
    self.init(byteCount: byteCount, chunks: chunks)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    Int(exactly: bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
  }
}
