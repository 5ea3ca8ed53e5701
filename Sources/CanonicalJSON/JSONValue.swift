/// A JSON value.
///
/// Two values are equal when their canonical texts are: strings by code units (Swift's own `==`
/// would also equate different spellings of "é"), objects by members in canonical order, and −0
/// equals 0.
public indirect enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number. NaN and the infinities can be held but not written.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue: Equatable {
  /// Whether the canonical texts are equal; NaN equals nothing.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }
}

extension JSONValue {
  /// The largest magnitude below which every integer is a Double of its own: 2^53.
  public static let exactIntegerLimit = 1 << 53

  /// An integer: a number up to 2^53 in magnitude, and a string of decimal digits beyond, because
  /// readers of JSON keep no more than the precision of binary64.
  public static func integer(_ value: Int) -> JSONValue {
    value.magnitude <= UInt(exactIntegerLimit) ? .number(Double(value)) : .string(String(value))
  }

  /// An unsigned integer, by the rule of `integer(_:)`.
  public static func integer(_ value: UInt64) -> JSONValue {
    value <= UInt64(exactIntegerLimit) ? .number(Double(value)) : .string(String(value))
  }

  /// An object of the given members.
  ///
  /// - Precondition: no name occurs twice.
  public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    .object(JSONObject(members))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Creates a string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Creates a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Creates a number by the rule of `integer(_:)`.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Creates an array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// Creates an object.
  ///
  /// - Precondition: no name occurs twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
}
