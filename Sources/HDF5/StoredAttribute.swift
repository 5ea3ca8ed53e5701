/// An attribute of a group, as far as it is a text, a number, a truth value, or a list of one of them.
public struct StoredAttribute: Sendable, Hashable {
  /// A value or a list of values of one type.
  public enum Value: Sendable, Hashable {
    /// Texts.
    case texts([String])
    /// Whole numbers.
    case integers([Int64])
    /// Other numbers.
    case numbers([Double])
    /// Truth values.
    case flags([Bool])
    /// A value that is not read, and what it is.
    case leftOut(String)
  }

  /// The group that has the attribute, `/` for the root group.
  public let group: String
  /// The name.
  public let name: String
  /// Whether the value is a list, even if it has one element.
  public let isList: Bool
  /// The value.
  public let value: Value
}
