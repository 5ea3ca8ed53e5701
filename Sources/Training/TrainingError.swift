/// Why a run cannot start, go on or be saved.
public struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Kinds of trouble.
  public enum Code: String, Sendable {
    /// A configuration has a wrong key or value.
    case configuration
    /// The checkpoint and the run do not belong together.
    case mismatch
    /// A file or folder could not be read or written.
    case inputOutput
    /// The output folder already holds a run.
    case outputInUse
    /// The device failed.
    case device
    /// A signal ended a stage that has nothing to save.
    case interrupted
    /// Data could not be read.
    case data
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
