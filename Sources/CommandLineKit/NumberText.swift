/// Numbers as decimal text that does not depend on the language of the system.
public enum NumberText {
  /// Returns the shortest decimal that reads back as the same number.
  ///
  /// **Numerics** `NaN`, `Infinity`, `-Infinity` and `-0.0` have these names; digits of a `Float` are
  /// enough for a `Float`, which is fewer than for the same value as a `Double`.
  public static func shortest<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ number: Number
  ) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return number.description
  }

  /// Returns a number with at most `digits` significant digits and no more than it needs.
  ///
  /// **Numerics** Rounds the shortest decimal, halves away from zero: good for reading, not for
  /// computing. Exponents appear below 1e-4 and from 10^digits on.
  public static func rounded(_ number: Double, digits: Int = 4) -> String {
    precondition(digits > 0, "a number needs at least 1 digit, but \(digits) were asked for")
    guard number.isFinite, number != 0 else { return number == 0 ? "0" : shortest(number) }
    var (figures, point) = decimal(of: number.magnitude)
    if figures.count > digits {
      let carries = figures[digits] >= 5
      figures.removeSubrange(digits...)
      if carries { point += increment(&figures) }
    }
    while figures.last == 0 { figures.removeLast() }
    let sign = number < 0 ? "-" : ""
    let text = figures.map(String.init).joined()
    if point < -3 || point > digits {
      let exponent = point - 1
      let fraction = text.count > 1 ? ".\(text.dropFirst())" : ""
      let power = (exponent < 0 ? "-" : "+") + (exponent.magnitude < 10 ? "0" : "")
      return "\(sign)\(text.prefix(1))\(fraction)e\(power)\(exponent.magnitude)"
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
    if text.count <= point {
      return sign + text + String(repeating: "0", count: point - text.count)
    }
    return "\(sign)\(text.prefix(point)).\(text.dropFirst(point))"
  }

  /// Returns an integer with a comma between groups of three digits: `1,797`.
  public static func grouped(_ number: some BinaryInteger) -> String {
    let figures = Array(String(number.magnitude))
    var result = number < 0 ? "-" : ""
    for (index, figure) in figures.enumerated() {
      if index > 0, (figures.count - index) % 3 == 0 { result.append(",") }
      result.append(figure)
    }
    return result
  }

  /// Returns figures f₁f₂… and a point p with number = 0.f₁f₂… · 10^p, and f₁ not zero.
  private static func decimal(of magnitude: Double) -> (figures: [Int], point: Int) {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var figures = mantissa.joined().compactMap(\.wholeNumberValue)
    while figures.first == 0 {
      figures.removeFirst()
      point -= 1
    }
    return (figures, point)
  }

  /// Adds one unit in the last figure; returns 1 when the number grew by a place, else 0.
  private static func increment(_ figures: inout [Int]) -> Int {
    var index = figures.count - 1
    while index >= 0 {
      if figures[index] < 9 {
        figures[index] += 1
        return 0
      }
      figures[index] = 0
      index -= 1
    }
    figures.insert(1, at: 0)
    figures.removeLast()
    return 1
  }
}
