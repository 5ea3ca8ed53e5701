/// The one text of a finite number.
enum NumberText {
  /// The text that ECMAScript's `Number.prototype.toString` gives.
  ///
  /// **Numerics** The fewest digits that identify the binary64 number and, among those, the nearest;
  /// −0 is `0`.
  ///
  /// **Reference** RFC 8785, section 3.2.2.3; ECMA-262, Number::toString.
  static func canonical(_ value: Double) -> String {
    precondition(value.isFinite, "the number \(value), expected a finite one")
    guard value != 0 else { return "0" }
    let (digits, point) = shortestDigits(value.magnitude)
    let sign = value < 0 ? "-" : ""
    switch point {
    case _ where digits.count <= point && point <= 21:
      return sign + text(digits) + zeros(point - digits.count)
    case 1...21:
      return sign + text(digits[..<point]) + "." + text(digits[point...])
    case -5...0:
      return sign + "0." + zeros(-point) + text(digits)
    default:
      let exponent = point - 1
      let fraction = digits.count == 1 ? "" : "." + text(digits[1...])
      return sign + text(digits[..<1]) + fraction + "e" + (exponent < 0 ? "-" : "+")
        + String(exponent.magnitude)
    }
  }

  /// The shortest digits d₁d₂…, without zeros at either end, and the decimal point such that
  /// magnitude ≈ 0.d₁d₂… · 10^point.
  private static func shortestDigits(_ magnitude: Double) -> (digits: [UInt8], point: Int) {
    // The standard library's description has the digits asked for, in another notation.
    let characters = Array(magnitude.description.utf8)
    let mark = characters.firstIndex(of: UInt8(ascii: "e")) ?? characters.count
    let significand = characters[..<mark]
    let dot = significand.firstIndex(of: UInt8(ascii: ".")) ?? mark
    // Without an exponent nothing follows the mark.
    let exponent = Int(text(characters[min(mark + 1, characters.count)...])) ?? 0
    var digits = significand.filter { $0 != UInt8(ascii: ".") }
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, dot - leading + exponent)
  }

  private static func text(_ digits: some Collection<UInt8>) -> String {
    String(decoding: digits, as: UTF8.self)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
