internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract

/// A binary32 or binary64 number.
struct FloatElement<Number: ContractFloat & LosslessStringConvertible>: StoredElement {
  static var hasNaN: Bool { true }

  let bits: Number.Bits

  init(bits: Number.Bits) { self.bits = Number.canonicalBits(bits) }

  private var number: Number { Number(bitPattern: bits) }

  var real: Double { Double(number) }
  var isNaN: Bool { Number.isNaN(bits: bits) }
  var isSubnormal: Bool { number.isSubnormal }
  var isNegativeZero: Bool { number.isZero && number.sign == .minus }
  var text: String { NumberText.shortest(number) }
  var json: JSONValue { .real(real) }

  func distance(to other: Self) -> UInt64 { ULPDistance.between(number, other.number) }

  func absoluteDifference(from other: Self) -> Double { (real - other.real).magnitude }

  func precedes(_ other: Self) -> Bool { number < other.number }
}
