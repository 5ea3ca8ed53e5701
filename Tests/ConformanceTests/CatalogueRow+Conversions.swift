import Devices
import NumericsContract

extension CatalogueRow {
  /// Conversions between element types.
  static let conversions = [
    CatalogueRow("convert") {
      Convert.types.flatMap { source in
        Convert.types.filter { $0 != source }.flatMap { target in
          [0, 1, 7, 33, 300].map { convert($0, source, target) }
        }
      } + [convert(70_000, .float32, .bfloat16), convert(70_000, .int64, .float16)]
    }
  ]

  /// Elements of a type: every magnitude, extremes among them; bool is 0 or 1.
  static func elements(_ count: Int, of type: ElementType, salt: Int = 0) -> HostArray {
    switch type {
    case .float32:
      let (specials, wide) = (
        Numbers.specials.make(count, salt: salt), Numbers.wide.make(count, salt: salt)
      )
      return HostArray((0..<count).map { $0 % 2 == 0 ? specials[$0] : wide[$0] })
    case .float64:
      // All bits of the fraction, and exponents in the reach of every format.
      let words = Numbers.wide.make(count, salt: salt).map(\.bitPattern)
      return HostArray(
        words.enumerated().map { index, word in
          let number = Double(Float(bitPattern: word)) * (1 + Double(word % 9973) * 0x1p-50)
          return index % 5 == 0
            ? [.nan, .infinity, -.infinity, -0.0, number][index % 25 / 5] : number
        })
    default:
      let words = Numbers.wide.make(count * 2, salt: salt + 3).map { UInt64($0.bitPattern) }
      return HostArray(
        type,
        truncating: (0..<count).map { index in
          let bits = words[2 * index] | words[2 * index + 1] << 32
          if type == .bool { return bits & 1 }
          guard !type.isFloatingPoint else { return bits }
          // Integers of every length: the upper bytes of one that is shorter repeat its sign.
          let above = 64 - 8 * (1 + index % type.byteCount)
          return UInt64(bitPattern: Int64(bitPattern: bits << above) >> above)
        })
    }
  }

  private static func convert(
    _ count: Int, _ source: ElementType, _ target: ElementType
  ) -> ConformanceCase {
    ConformanceCase(
      "convert \(count) \(source) to \(target)", [elements(count, of: source)],
      into: [.fresh(target, count)]
    ) { [.convert(Convert($0[0], into: $1[0]))] }
  }
}
