public import Checkpoints
public import NumericsContract

/// What a checkpoint says it is.
public struct CheckpointIdentity: Sendable, Equatable {
  /// The name of the format.
  public let format: String
  /// The version of the format.
  public let formatVersion: String
  /// The numerics profile that the run computed with.
  public let profile: String
  /// The version of the numerics contract.
  public let contract: String
  /// The digest of the whole state.
  public let stateRoot: SHA256Digest
  /// The digest of state, configuration and attributes.
  public let fileRoot: SHA256Digest

  /// Takes the identity from an opened file, which is of the one format and version that opens.
  public init(_ file: CheckpointFile) {
    format = CheckpointFormat.name
    formatVersion = CheckpointFormat.version
    profile = file.profile
    contract = file.contract
    stateRoot = file.stateRoot
    fileRoot = file.fileRoot
  }
}
