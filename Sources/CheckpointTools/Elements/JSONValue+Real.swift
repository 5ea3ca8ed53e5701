public import CanonicalJSON
internal import CommandLineKit

extension JSONValue {
  /// A real number: `"NaN"`, `"Infinity"` and `"-Infinity"` are strings, for JSON has no such numbers.
  public static func real(_ number: Double) -> JSONValue {
    number.isFinite ? .number(number) : .string(NumberText.shortest(number))
  }

  /// A real number, or null.
  public static func real(_ number: Double?) -> JSONValue { number.map { real($0) } ?? .null }
}
