public import NumericsContract

/// A file of a model and the SHA-256 of its bytes.
public struct SignedResource: Sendable {
  /// The path below the model, or `.` for a model that is one file.
  public let name: String
  /// The digest of the bytes.
  public let digest: SHA256Digest
}
