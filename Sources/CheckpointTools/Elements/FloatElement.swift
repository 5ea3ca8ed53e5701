internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract

/// A binary32 or binary64 number.
struct FloatElement<Number: ContractFloat & LosslessStringConvertible>: StoredElement {
  static var hasNaN: Bool { true }
  static var hasExactReals: Bool { true }

  let bits: Number.Bits

  init(bits: Number.Bits) { self.bits = Number.canonicalBits(bits) }

  private var number: Number { Number(bitPattern: bits) }

  var real: Double { Double(number) }
  var isNaN: Bool { Number.isNaN(bits: bits) }
  var isSubnormal: Bool { number.isSubnormal }
  var isNegativeZero: Bool { number.isZero && number.sign == .minus }
  var text: String { NumberText.shortest(number) }
  var json: JSONValue { .real(real) }

  /// The rule of `ULPDistance`, in the width of the number: twice its largest magnitude still fits.
  func distance(to other: Self) -> Number.Bits {
    let (a, b) = (ordinal, other.ordinal)
    return a > b ? a &- b : b &- a
  }

  /// The place on the number line, by sums alone: a choice would keep vector instructions away.
  private var ordinal: Number.Bits {
    let width = Number.Bits(truncatingIfNeeded: Number.Bits.bitWidth - 1)
    let zero: Number.Bits = 1 &<< width
    let isNegative = 0 &- (bits &>> width)
    return (((bits & (zero &- 1)) ^ isNegative) &- isNegative) &+ zero
  }

  func absoluteDifference(from other: Self) -> Double { (real - other.real).magnitude }

  func precedes(_ other: Self) -> Bool { number < other.number }
}
