public import NumericsContract

/// What a save left on the disk.
public struct WrittenCheckpoint: Hashable, Sendable {
  /// The path of the file.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The digest of the state: everything but configuration and attributes.
  public let stateRoot: SHA256Digest
  /// The digest of everything in the file.
  public let fileRoot: SHA256Digest
}
