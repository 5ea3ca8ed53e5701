public import NumericsContract

/// The digest of a named part of a checkpoint: a section such as `model`, or a tensor by its path.
public struct SectionRoot: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The digest of everything below it.
  public let digest: SHA256Digest

  /// Names a digest.
  public init(name: String, digest: SHA256Digest) {
    self.name = name
    self.digest = digest
  }
}
