/// A number of bytes, for people: `512 B`, `1.2 KiB`, `3.0 GiB`.
public struct ByteCount: Sendable, Equatable, CustomStringConvertible {
  /// The exact number.
  public let value: Int

  /// Wraps a number of bytes.
  public init(_ value: Int) { self.value = value }

  /// Reads a whole number of bytes, KiB, MiB, GiB or TiB, such as `512MiB` or `1 GiB`; nil for any other text
  /// and for more bytes than an Int can say.
  public init?(parsing text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    guard let number = Int(digits),
      let power = unit.isEmpty ? 0 : units.firstIndex(of: String(unit))
    else { return nil }
    let (value, overflows) = number.multipliedReportingOverflow(by: 1 << (10 * power))
    if overflows { return nil }
    self.value = value
  }

  /// The number in the largest binary unit that leaves at least 1, with one decimal.
  ///
  /// **Numerics** Rounded to the nearest tenth in integers, halves away from zero.
  ///
  /// **Reference** IEC 80000-13 (binary prefixes).
  public var description: String {
    let magnitude = value.magnitude
    let sign = value < 0 ? "-" : ""
    guard magnitude >= 1024 else { return "\(sign)\(magnitude) B" }
    var unit: UInt = 1024
    for name in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
      let tenths = ByteCount.tenths(of: magnitude, unit: unit)
      if tenths < 10_240 { return "\(sign)\(tenths / 10).\(tenths % 10) \(name)" }
      unit <<= 10
    }
    let tenths = ByteCount.tenths(of: magnitude, unit: unit)
    return "\(sign)\(tenths / 10).\(tenths % 10) EiB"
  }

  private static func tenths(of magnitude: UInt, unit: UInt) -> UInt {
    let whole = magnitude / unit
    let rest = magnitude % unit
    // rest < 2⁶⁰, so ten times it still fits 64 bits.
    return whole * 10 + (rest * 10 + unit / 2) / unit
  }
}
