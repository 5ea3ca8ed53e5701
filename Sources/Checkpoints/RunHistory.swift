public import NumericsContract

/// The running digest of everything a run was fed: one link a step, in the order of steps.
///
/// Two runs with equal histories saw the same batches and computed the same losses, however often
/// either of them saved.
///
/// **Reference** Formats/checkpoint-v1.md, CKPT-027.
public struct RunHistory: Hashable, Sendable {
  /// The digest after the last step; 32 zero bytes before the first.
  public private(set) var digest: SHA256Digest

  /// Starts a history before the first step, or goes on from a saved digest.
  public init(digest: SHA256Digest? = nil) {
    self.digest = digest ?? RunHistory.beginning
  }

  /// Adds a step: h_k = SHA-256(h_{k−1} ‖ step LE64 ‖ batch digest ‖ loss bits LE32).
  ///
  /// **Numerics** The bits of the loss as they are: −0 and +0, and NaNs of different payloads, differ.
  public mutating func append(step: UInt64, batch: SHA256Digest, loss: Float) {
    var hasher = SHA256Hasher()
    hasher.update(digest)
    hasher.update(le64: step)
    hasher.update(batch)
    hasher.update(le32: loss.bitPattern)
    digest = hasher.finalize()
  }

  private static var beginning: SHA256Digest {
    guard let zeros = SHA256Digest(bytes: Array(repeating: 0, count: SHA256Digest.byteCount)) else {
      preconditionFailure("32 bytes are a digest")
    }
    return zeros
  }
}
