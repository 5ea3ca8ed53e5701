/// Why a state tree does not fit the run that should continue from it.
public struct StateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Kinds of trouble.
  public enum Code: String, Sendable {
    /// The run needs a leaf that the tree lacks.
    case missing
    /// The tree holds a leaf that nothing in the run restores.
    case unread
    /// The leaf has another shape.
    case shapeMismatch
    /// The leaf has another element type.
    case typeMismatch
    /// The leaf's value makes no sense here.
    case invalidValue
  }

  /// Kind of trouble.
  public let code: Code
  /// The leaf, such as `/model/hidden/weight`.
  public let path: String
  /// What the run expects.
  public let expected: String
  /// What the tree holds.
  public let found: String

  /// Creates an error.
  public init(_ code: Code, path: String, expected: String, found: String) {
    self.code = code
    self.path = path
    self.expected = expected
    self.found = found
  }

  /// One line: where, expected, found.
  public var description: String {
    "\(path): expected \(expected), found \(found)"
  }
}
