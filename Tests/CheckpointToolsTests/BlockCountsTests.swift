import CanonicalJSON
import Foundation
import NumericsContract
import Testing

@testable import CheckpointTools

/// The loops for binary32 in C, against those for every type.
@Suite struct BlockCountsTests {
  /// A binary32 number that is none of the type the loops in C are for.
  private struct OtherFloat: StoredElement {
    static var hasNaN: Bool { true }
    static var hasExactReals: Bool { true }

    let element: FloatElement<Float>

    init(bits: UInt32) { element = FloatElement(bits: bits) }

    var bits: UInt32 { element.bits }
    var real: Double { element.real }
    var isNaN: Bool { element.isNaN }
    var isSubnormal: Bool { element.isSubnormal }
    var isNegativeZero: Bool { element.isNegativeZero }
    var text: String { element.text }
    var json: JSONValue { element.json }

    func distance(to other: Self) -> UInt32 { element.distance(to: other.element) }
    func absoluteDifference(from other: Self) -> Double {
      element.absoluteDifference(from: other.element)
    }
    func precedes(_ other: Self) -> Bool { element.precedes(other.element) }
  }

  private static let special: [UInt32] = [
    0, 0x8000_0000, 1, 0x8000_0001, 0x007f_ffff, 0x3f80_0000, 0xbf80_0000, 0x7f7f_ffff,
    0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7fc0_0001, 0xffc0_0000, 0x7f80_0001,
  ]

  /// Bits of numbers that are close to one another, or of any, every third of which has a rule of its
  /// own.
  private static func numbers(_ count: Int, _ name: String, isTame: Bool) -> [UInt32] {
    RandomStream(seed: 5, name: name).words(count: count).enumerated().map { index, word in
      if isTame { return (0x3f80_0000 + word % 1000) | word & 0x8000_0000 }
      return index % 3 == 1 ? special[Int(word) % special.count] : word
    }
  }

  private static func figures<Element: StoredElement>(
    _: Element.Type, _ a: [UInt32], _ b: [UInt32]
  ) -> String {
    var comparison = TensorComparison<Element>(countsBits: true)
    comparison.add(a.withUnsafeBytes { Array($0) }, b.withUnsafeBytes { Array($0) })
    return "\(comparison.figures)"
  }

  @Test(
    "NUM-004: binary32 is compared to the same figures by its own loops and by those of all types",
    arguments: [1, 2, 63, 64, 65, 127, 4095, 4096, 4097, 9000])
  func sameFigures(count: Int) throws {
    for isTame in [true, false] {
      let a = Self.numbers(count, "a", isTame: isTame)
      var b = Self.numbers(count, "b", isTame: isTame)
      // Some elements equal, among others.
      for index in stride(from: 3, to: count, by: 4) { b[index] = a[index] }
      let found = Self.figures(FloatElement<Float>.self, a, b)
      #expect(found == Self.figures(OtherFloat.self, a, b))
      #expect(found.contains("compared: \(count)"))
    }
  }
}
