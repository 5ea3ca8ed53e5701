import NumericsContract

/// Inputs of the conformance table: the same in every run.
enum Numbers: String, CaseIterable, Sendable {
  /// Normally distributed.
  case normals
  /// Every magnitude from the smallest normal number to the largest; overflow is likely.
  case wide
  /// Subnormal numbers and zeros of both signs.
  case tiny
  /// Normally distributed, half of them replaced by zeros, infinities, NaNs and extremes.
  case specials
  /// Normally distributed but for one infinity, NaN or largest number.
  case sparse

  private static let poolSize = 16_411
  private static let stream = RandomStream(seed: 2026, name: "conformance")
  private static let words = stream.words(count: poolSize)
  private static let deviates = stream.at(position: 1).fillNormal(count: poolSize)

  private static let special: [Float] = [
    0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    -.leastNormalMagnitude.nextDown, .infinity, -.infinity, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, 1, -1, 0x1p-75, -0x1p64, Float(bitPattern: 0x7FC0_0001),
    Float(bitPattern: 0xFFC0_0000), Float(bitPattern: 0x7FFF_FFFF),
  ]
  private static let extremes: [Float] = [
    .infinity, .nan, -.infinity, .greatestFiniteMagnitude,
  ]

  /// Returns `count` numbers; another `salt` gives others.
  func make(_ count: Int, salt: Int = 0) -> [Float] {
    let extreme = count == 0 ? 0 : (salt * 7919 + 5) % count
    return (0..<count).map { index in
      let place = (index + salt * 977) % Self.poolSize
      let word = Self.words[place]
      let deviate = Self.deviates[place]
      return switch self {
      case .normals: deviate
      case .wide:
        // Exponent fields 0 … 254: everything that is finite.
        Float(bitPattern: word & 0x807F_FFFF | (word >> 23 & 0xFF) % 255 << 23)
      case .tiny: Float(bitPattern: word & (word & 0x300 == 0 ? 0x8000_0000 : 0x807F_FFFF))
      case .specials:
        word & 1 == 0 ? deviate : Self.special[Int(word >> 1) % Self.special.count]
      case .sparse:
        index == extreme ? Self.extremes[salt % Self.extremes.count] : deviate
      }
    }
  }

  /// The same as an operand's content.
  func array(_ count: Int, salt: Int = 0) -> HostArray { HostArray(make(count, salt: salt)) }

  /// Whole numbers below `bound`, and now and then one that is out of range.
  static func labels(_ count: Int, below bound: Int) -> HostArray {
    HostArray(
      (0..<count).map { index in
        let word = words[index]
        return word % 13 == 0
          ? (word & 16 == 0 ? -1 : Int32(bound)) : Int32(Int(word >> 8) % bound)
      })
  }
}
