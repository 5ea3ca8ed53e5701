/// Why a text is not JSON that Lockstep accepts.
public struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Kinds of trouble.
  public enum Code: String, Sendable {
    /// The bytes are not UTF-8.
    case invalidEncoding
    /// The text breaks the grammar of JSON.
    case invalidSyntax
    /// A string has an escape that means no character.
    case invalidEscape
    /// A number is beyond the range of binary64.
    case numberOutOfRange
    /// A name occurs twice in one object.
    case duplicateName
    /// Arrays and objects nest too deeply.
    case tooDeep
    /// The text is too long.
    case tooLong
  }

  /// Kind of trouble.
  public let code: Code
  /// The line, from 1.
  public let line: Int
  /// The column in the line, from 1, in bytes of UTF-8.
  public let column: Int
  /// What the grammar or the limit asks for.
  public let expected: String
  /// What the text has.
  public let found: String

  /// One line: where, expected, found.
  public var description: String {
    "line \(line), column \(column): expected \(expected), found \(found)"
  }
}
