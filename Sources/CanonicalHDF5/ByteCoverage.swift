internal import Glibc

/// Which bytes of the file belong to what; in the end every byte must belong to one thing, or be a
/// zero between two.
struct ByteCoverage {
  /// What a part belongs to, with the path of the object.
  enum Owner: CustomStringConvertible {
    case superblock
    case header(String)
    case continuation(String)
    case elements(String)

    var description: String {
      switch self {
      case .superblock: "the superblock"
      case .header(let path): "the header of \"\(path)\""
      case .continuation(let path): "a continuation of \"\(path)\""
      case .elements(let path): "the elements of \"\(path)\""
      }
    }
  }

  /// A part of the file that belongs to one structure or dataset.
  private struct Claim {
    let range: Range<Int>
    let owner: Owner

    var isMetadata: Bool {
      if case .elements = owner { false } else { true }
    }
  }

  private var claims: [Claim] = []

  /// Bytes read at once to look for zeros.
  private static let chunkByteCount = 1 << 20

  /// Notes that `range`, which lies inside the file, belongs to `owner`.
  mutating func claim(_ range: Range<Int>, owner: Owner) {
    claims.append(Claim(range: range, owner: owner))
  }

  /// The claims of metadata in ascending order.
  var metadata: [Range<Int>] {
    claims.filter(\.isMetadata).map(\.range).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Throws unless the claims are disjoint and everything between them is zero.
  func verify(_ source: some ByteSource) throws(CanonicalHDF5Error) {
    var end = 0
    var previousOwner: Owner?
    var gaps: [Range<Int>] = []
    for claim in claims.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard end <= claim.range.lowerBound else {
        throw CanonicalHDF5Error(
          .overlap, at: claim.range.lowerBound,
          expected:
            "\(claim.owner) after \(previousOwner?.description ?? "the start of the file"), "
            + "which ends at byte \(end)",
          found: "its start at byte \(claim.range.lowerBound)", remedy: .damaged)
      }
      gaps.append(end..<claim.range.lowerBound)
      end = claim.range.upperBound
      previousOwner = claim.owner
    }
    // Overlaps first: they need no reading.
    gaps.append(end..<max(end, source.byteCount))
    for gap in gaps { try verifyZeros(gap, source) }
  }

  private func verifyZeros(
    _ gap: Range<Int>, _ source: some ByteSource
  ) throws(CanonicalHDF5Error) {
    var position = gap.lowerBound
    while position < gap.upperBound {
      let bytes = try source.read(
        at: position, count: min(Self.chunkByteCount, gap.upperBound - position))
      if !Self.areZeros(bytes), let index = bytes.firstIndex(where: { $0 != 0 }) {
        throw CanonicalHDF5Error(
          .nonzeroGap, at: position + index,
          expected: "zeros in bytes \(gap.lowerBound)..<\(gap.upperBound), which belong to nothing",
          found: "0x\(String(bytes[index], radix: 16))", remedy: .damaged)
      }
      position += bytes.count
    }
  }

  /// Whether the first byte is zero and every other one is as its neighbour before: gaps before large
  /// datasets have thousands of bytes, which the library compares many at a time.
  private static func areZeros(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress, unsafe !buffer.isEmpty else { return true }
      let next = unsafe start + 1
      return unsafe buffer[0] == 0 && memcmp(start, next, buffer.count - 1) == 0
    }
  }
}
