/// Why samples could not be had.
public struct DatasetError: Error, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Sendable {
    /// A dataset threw while it read a sample.
    case unreadableSample
    /// The digits inside this executable are not the expected ones.
    case damagedDigits
    /// A text is empty, too short, too long, not UTF-8, or cannot be read.
    case unusableText
    /// The system gave no thread to a data worker.
    case noThread
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened, where, what was expected and found, and the way out.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
