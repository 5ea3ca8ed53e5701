internal import CommandLineKit

/// Why nothing can be signed, or no signature can be judged: one line that says what to do.
public struct SigningError: Error, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Sendable {
    /// A file cannot be read.
    case unreadable
    /// A path leads to nothing that can be signed, or its tree has something that cannot.
    case notSignable
    /// A file holds no key that can be used here.
    case unusableKey
    /// A signature is not built as its format says.
    case malformed
    /// A signature is built right, but of a kind that is not read here.
    case unsupported
    /// A file would be replaced that is no signature and no manifest.
    case occupied
  }

  /// The kind of trouble.
  public let code: Code
  /// The line to show.
  public let description: String

  /// Describes what was expected, what was found and the way out.
  init(_ code: Code, _ what: String, expected: String, found: String, remedy: String) {
    self.code = code
    description = PrintableText.escaped(
      "\(what): expected \(expected), found \(found). \(remedy)")
  }
}
