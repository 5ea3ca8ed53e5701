internal import CanonicalJSON

/// An integer of any width; its distance from another is the difference.
struct IntegerElement<Number: FixedWidthInteger & Sendable>: StoredElement
where Number.Magnitude: Sendable {
  static var hasNaN: Bool { false }
  static var hasExactReals: Bool { Number.bitWidth <= 32 }

  let number: Number

  init(bits: Number.Magnitude) { number = Number(truncatingIfNeeded: bits) }

  var bits: Number.Magnitude { Number.Magnitude(truncatingIfNeeded: number) }
  var real: Double { Double(number) }
  var isNaN: Bool { false }
  var isSubnormal: Bool { false }
  var isNegativeZero: Bool { false }
  var text: String { String(number) }

  var json: JSONValue {
    guard let small = Int(exactly: number) else { return .string(text) }
    return .integer(small)
  }

  func distance(to other: Self) -> Number.Magnitude {
    // Exact modulo 2^width, and the true difference is below it.
    let difference = number > other.number ? number &- other.number : other.number &- number
    return Number.Magnitude(truncatingIfNeeded: difference)
  }

  func absoluteDifference(from other: Self) -> Double { Double(distance(to: other)) }

  func precedes(_ other: Self) -> Bool { number < other.number }
}
