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
      let words = Numbers.wide.make(count * 2, salt: salt + 3).map(\.bitPattern)
      let bytes = words.flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
      }
      let size = type.byteCount
      // Integers of every length: the upper bytes of one that is shorter repeat its sign.
      return HostArray(
        type,
        bytes: (0..<count).flatMap { index -> [UInt8] in
          if type == .bool { return [bytes[index * 8] & 1] }
          let element = Array(bytes[index * 8..<index * 8 + size])
          let kept = type.isFloatingPoint ? size : 1 + index % size
          let fill: UInt8 = type != .uint8 && element[kept - 1] & 0x80 != 0 ? 0xFF : 0
          return element.prefix(kept) + [UInt8](repeating: fill, count: size - kept)
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
