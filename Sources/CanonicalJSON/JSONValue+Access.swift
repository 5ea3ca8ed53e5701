extension JSONValue {
  /// The value of a member, or nil if this is no object or has no such member.
  public subscript(_ name: String) -> JSONValue? { object?[name] }

  /// An element of an array, or nil if this is no array or has no such element.
  public subscript(_ index: Int) -> JSONValue? {
    guard let array, array.indices.contains(index) else { return nil }
    return array[index]
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The truth value, or nil if this is none.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, or nil if this is none.
  public var number: Double? {
    if case .number(let value) = self { value } else { nil }
  }

  /// The string, or nil if this is none.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, or nil if this is no array.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, or nil if this is no object.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The integer that `integer(_:)` wrote: a whole number up to 2^53 in magnitude, or a string of
  /// decimal digits in its shortest form; else nil.
  public var integer: Int? {
    switch self {
    case .number(let value):
      guard let result = Int(exactly: value), result.magnitude <= UInt(Self.exactIntegerLimit)
      else { return nil }
      return result
    case .string(let text):
      guard let result = Int(text), String(result) == text else { return nil }
      return result
    default: return nil
    }
  }

  /// The unsigned integer that `integer(_:)` wrote, by the same rules.
  public var unsignedInteger: UInt64? {
    switch self {
    case .number:
      guard let result = integer, result >= 0 else { return nil }
      return UInt64(result)
    case .string(let text):
      guard let result = UInt64(text), String(result) == text else { return nil }
      return result
    default: return nil
    }
  }
}
