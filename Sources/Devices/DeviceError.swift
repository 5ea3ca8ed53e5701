/// What a device could not do.
///
/// Errors of deferred work surface at `synchronize` or `read`.
public struct DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Kinds of trouble.
  public enum Code: String, Sendable {
    /// No device of that name exists here.
    case unknownDevice
    /// The device exists but does not support the numerics profile.
    case unsupportedProfile
    /// The instruction set is not known or not present on this processor.
    case unsupportedInstructionSet
    /// A start-up probe found arithmetic that breaks the contract.
    case probeFailed
    /// Work that was enqueued earlier failed.
    case executionFailed
  }

  /// Kind of trouble.
  public let code: Code
  /// One sentence: what, where, expected, found, and the way out.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence itself.
  public var description: String { message }
}
