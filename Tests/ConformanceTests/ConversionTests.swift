import Devices
import NumericsContract
import ReferenceDevice
import Testing

/// Every number of 16 bits, and every place at which rounding to one changes its mind.
struct ConversionTests {
  private let contestants: [Contestant]

  init() throws {
    contestants = try Contestant.oneOfEachKind()
  }

  private func expect(
    _ label: String, _ input: HostArray, gives expected: HostArray
  ) {
    let conformanceCase = ConformanceCase(
      label, [input], into: [.fresh(expected.type, expected.count)], isExact: true
    ) { [.convert(Convert($0[0], into: $1[0]))] }
    for contestant in contestants {
      if let difference = contestant.difference(in: conformanceCase, from: [expected]) {
        Issue.record("\(difference)")
      }
    }
  }

  /// What 16 bits are as a binary32, by a second way: a shift, or the processor's own type.
  private static func number(_ bits: UInt16, _ type: ElementType) -> Float {
    if type == .bfloat16 { return Float(bitPattern: UInt32(bits) << 16).canonicalized }
    let (field, fraction) = (Int(bits >> 10 & 31), Float(bits & 0x3FF))
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    switch field {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .canonicalNaN
    default:
      return sign * (1 + fraction * 0x1p-10)
        * Float(sign: .plus, exponent: field - 15, significand: 1)
    }
  }

  private static let all = (0...UInt16.max).map { $0 }

  @Test(
    "NUM-089: all 65,536 numbers of a narrow type, to binary32 and back",
    arguments: [ElementType.float16, .bfloat16])
  func everyNumber(type: ElementType) throws {
    let format = try #require(type.narrowFormat)
    let floats = Self.all.map { Self.number($0, type) }
    let back = Self.all.map {
      $0 & 0x7FFF > format.infinityBits ? format.canonicalNaNBits : $0
    }
    expect("\(type) to float32", HostArray(type, words: Self.all), gives: HostArray(floats))
    expect("float32 to \(type)", HostArray(floats), gives: HostArray(type, words: back))
    expect(
      "float64 to \(type)", HostArray(floats.map { Double($0) }),
      gives: HostArray(type, words: back))
  }

  @Test(
    "NUM-089: rounding at the middle between all neighbours, and next to it on either side",
    arguments: [ElementType.float16, .bfloat16])
  func everyBoundary(type: ElementType) throws {
    let format = try #require(type.narrowFormat)
    var numbers: [Float] = []
    var expected: [UInt16] = []
    for low in 0..<format.infinityBits {
      // Beyond the largest number the next one would have been a step further.
      let below = Self.number(low, type)
      let step =
        low + 1 == format.infinityBits
        ? below - Self.number(low - 1, type) : Self.number(low + 1, type) - below
      let middle = below + step / 2
      let even = low & 1 == 0 ? low : low + 1
      for (number, bits) in [(middle.nextDown, low), (middle, even), (middle.nextUp, low + 1)] {
        numbers += [number, -number]
        expected += [bits, bits | 0x8000]
      }
    }
    expect("float32 to \(type)", HostArray(numbers), gives: HostArray(type, words: expected))
    expect(
      "float64 to \(type)", HostArray(numbers.map { Double($0) }),
      gives: HostArray(type, words: expected))
    // Just beside the middle in binary64: rounding to binary32 first would land on it.
    let middles = (0..<numbers.count / 6).map { Double(numbers[6 * $0 + 2]) }
    for (name, moved, up) in [
      ("above", middles.map(\.nextUp), 1), ("below", middles.map(\.nextDown), 0),
    ] {
      expect(
        "float64 \(name) the middle to \(type)", HostArray(moved),
        gives: HostArray(type, words: moved.indices.map { UInt16($0 + up) }))
    }
  }

  @Test("NUM-089: a constant becomes an element of every type")
  func constants() {
    for type in ElementType.allCases {
      let expected: [UInt8] =
        switch type {
        case .float16: [0, 0x3C]
        case .bfloat16: [0x80, 0x3F]
        case .float32: [0, 0, 0x80, 0x3F]
        case .float64: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
        default: [1] + [UInt8](repeating: 0, count: type.byteCount - 1)
        }
      let conformanceCase = ConformanceCase("fill of \(type)", [], into: [.fresh(type, 3)]) {
        [.fill(Fill(1, into: $1[0]))]
      }
      let array = HostArray(type, bytes: expected + expected + expected)
      for contestant in contestants {
        #expect(contestant.difference(in: conformanceCase, from: [array]) == nil)
      }
    }
    #expect(ElementType.int16.bits(of: -2) == 0xFFFE)
    #expect(ElementType.bfloat16.bits(of: 1 + 0x1p-8 + 0x1p-40) == 0x3F81)
  }
}
