internal import CSHA256

/// Computes the SHA-256 digests of sixteen messages of one length side by side.
///
/// The digests are those of `SHA256Hasher`. Processors have instructions for SHA-256, but each waits for
/// the one before it; sixteen messages in the lanes of vectors do not wait for one another.
///
/// **Reference** FIPS 180-4.
public struct SHA256Lanes: Sendable {
  /// Messages.
  public static let count = Int(LOCKSTEP_SHA256_LANES)

  /// Whether this processor hashes sixteen messages faster this way than one after the other.
  public static let isFast = lockstep_sha256_lanes_are_fast() != 0

  private var lanes = lockstep_sha256_lanes()

  /// Starts sixteen digests of nothing.
  public init() {
    unsafe lockstep_sha256_lanes_start(&lanes)
  }

  /// Appends a piece to every message.
  ///
  /// - Precondition: There are sixteen pieces, of one length.
  public mutating func update(_ pieces: [ArraySlice<UInt8>]) {
    precondition(
      pieces.count == SHA256Lanes.count && pieces.allSatisfy { $0.count == pieces[0].count },
      "pieces of \(pieces.map(\.count)) bytes, expected sixteen of one length")
    unsafe append(pieces, [])
  }

  /// Returns the digests of everything appended so far, in the order of the messages.
  public func finalize() -> [SHA256Digest] {
    var ending = lanes
    return unsafe withUnsafeTemporaryAllocation(
      byteCount: SHA256Lanes.count * SHA256Digest.byteCount, alignment: 1
    ) { bytes in
      unsafe lockstep_sha256_lanes_finish(&ending, bytes.baseAddress)
      return (0..<SHA256Lanes.count).map { lane in
        unsafe SHA256Digest(
          storage: bytes.loadUnaligned(
            fromByteOffset: lane * SHA256Digest.byteCount, as: SIMD32<UInt8>.self))
      }
    }
  }

  /// Borrows the memory of one piece after the other, then appends all of them.
  private mutating func append(
    _ pieces: [ArraySlice<UInt8>], _ borrowed: [UnsafeRawPointer?]
  ) {
    guard unsafe borrowed.count < pieces.count else {
      unsafe lockstep_sha256_lanes_append(&lanes, borrowed, pieces[0].count)
      return
    }
    unsafe pieces[borrowed.count].withUnsafeBytes { bytes in
      let next = unsafe borrowed + [bytes.baseAddress]
      unsafe append(pieces, next)
    }
  }
}
