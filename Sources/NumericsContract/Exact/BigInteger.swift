/// An integer of any size: a sign and a magnitude in words of 64 bits.
///
/// It evaluates formulas that come once, after millions of additions, so plain algorithms do.
public struct BigInteger: Sendable, Equatable, Comparable {
  /// The magnitude, least significant word first, without leading zeros; empty for 0.
  let words: [UInt64]
  /// Whether the integer is below 0.
  public let isNegative: Bool

  init(words: [UInt64], isNegative: Bool) {
    self.words = Array(words.prefix((words.lastIndex { $0 != 0 } ?? -1) + 1))
    self.isNegative = isNegative && !self.words.isEmpty
  }

  /// Creates an integer from one of the standard library's.
  public init(_ value: some BinaryInteger) {
    var magnitude = value.magnitude
    var words: [UInt64] = []
    while magnitude != 0 {
      words.append(UInt64(truncatingIfNeeded: magnitude))
      magnitude >>= 64
    }
    self.init(words: words, isNegative: value < 0)
  }

  /// Creates an integer from words in two's complement, least significant first.
  public init(twosComplement words: [UInt64]) {
    guard let top = words.last, top >> 63 == 1 else {
      self.init(words: words, isNegative: false)
      return
    }
    var carry = true
    let magnitude = words.map { word -> UInt64 in
      let (sum, overflow) = (~word).addingReportingOverflow(carry ? 1 : 0)
      carry = overflow
      return sum
    }
    self.init(words: magnitude, isNegative: true)
  }

  /// 0.
  public static let zero = BigInteger(0)

  /// Whether the integer is 0.
  public var isZero: Bool { words.isEmpty }

  /// The integer without its sign.
  public var magnitude: BigInteger { BigInteger(words: words, isNegative: false) }

  /// Bits of the magnitude; 0 for 0.
  public var bitWidth: Int { words.count * 64 - (words.last?.leadingZeroBitCount ?? 0) }

  /// How often 2 divides the integer; 0 for 0.
  public var trailingZeroBitCount: Int {
    guard let index = words.firstIndex(where: { $0 != 0 }) else { return 0 }
    return index * 64 + words[index].trailingZeroBitCount
  }

  /// The integer with the other sign.
  public static prefix func - (value: BigInteger) -> BigInteger {
    BigInteger(words: value.words, isNegative: !value.isNegative)
  }

  /// The sum.
  public static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      return BigInteger(words: sum(left.words, right.words), isNegative: left.isNegative)
    }
    return isLess(left.words, right.words)
      ? BigInteger(words: difference(right.words, left.words), isNegative: right.isNegative)
      : BigInteger(words: difference(left.words, right.words), isNegative: left.isNegative)
  }

  /// The difference.
  public static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

  /// The product.
  public static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    var product = [UInt64](repeating: 0, count: left.words.count + right.words.count)
    for (i, factor) in left.words.enumerated() {
      var carry: UInt64 = 0
      for (j, word) in right.words.enumerated() {
        let sum = UInt128(factor) * UInt128(word) + UInt128(product[i + j]) + UInt128(carry)
        product[i + j] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      product[i + right.words.count] = carry
    }
    return BigInteger(words: product, isNegative: left.isNegative != right.isNegative)
  }

  /// The quotient, cut towards 0.
  ///
  /// - Precondition: the divisor is not 0.
  public static func / (left: BigInteger, right: BigInteger) -> BigInteger {
    precondition(!right.isZero, "a division of an integer by 0")
    if let divisor = right.words.first, right.words.count == 1 {
      var remainder: UInt64 = 0
      let quotient = left.words.reversed().map { word -> UInt64 in
        let step = divisor.dividingFullWidth((remainder, word))
        remainder = step.remainder
        return step.quotient
      }
      return BigInteger(
        words: quotient.reversed(), isNegative: left.isNegative != right.isNegative)
    }
    var rest = left.magnitude
    let divisor = right.magnitude
    var quotient = [UInt64](repeating: 0, count: left.words.count)
    for bit in (0..<max(0, rest.bitWidth - divisor.bitWidth + 1)).reversed() {
      let part = divisor << bit
      if rest >= part {
        rest = rest - part
        quotient[bit / 64] |= 1 << UInt64(bit % 64)
      }
    }
    return BigInteger(words: quotient, isNegative: left.isNegative != right.isNegative)
  }

  /// The integer times a power of two.
  public static func << (value: BigInteger, count: Int) -> BigInteger {
    precondition(count >= 0, "a shift by \(count) bits")
    let (whole, bits) = (count / 64, UInt64(count % 64))
    var words = [UInt64](repeating: 0, count: whole)
    var carry: UInt64 = 0
    for word in value.words {
      words.append(word << bits | carry)
      carry = bits == 0 ? 0 : word >> (64 - bits)
    }
    words.append(carry)
    return BigInteger(words: words, isNegative: value.isNegative)
  }

  /// The integer divided by a power of two, cut towards 0.
  public static func >> (value: BigInteger, count: Int) -> BigInteger {
    precondition(count >= 0, "a shift by \(count) bits")
    let (whole, bits) = (count / 64, UInt64(count % 64))
    let kept = Array(value.words.dropFirst(whole))
    let words = kept.indices.map { index -> UInt64 in
      let above = index + 1 < kept.count && bits != 0 ? kept[index + 1] << (64 - bits) : 0
      return kept[index] >> bits | above
    }
    return BigInteger(words: words, isNegative: value.isNegative)
  }

  /// Whether the left integer is smaller.
  public static func < (left: BigInteger, right: BigInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? isLess(right.words, left.words) : isLess(left.words, right.words)
  }

  private static func isLess(_ left: [UInt64], _ right: [UInt64]) -> Bool {
    if left.count != right.count { return left.count < right.count }
    return left.reversed().lexicographicallyPrecedes(right.reversed())
  }

  private static func sum(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    let (long, short) = left.count >= right.count ? (left, right) : (right, left)
    var carry: UInt64 = 0
    var words = long.indices.map { index -> UInt64 in
      let sum =
        UInt128(long[index]) + UInt128(index < short.count ? short[index] : 0) + UInt128(carry)
      carry = UInt64(truncatingIfNeeded: sum >> 64)
      return UInt64(truncatingIfNeeded: sum)
    }
    words.append(carry)
    return words
  }

  /// The difference of magnitudes, the right one not above the left one.
  private static func difference(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    var borrow = false
    return left.indices.map { index -> UInt64 in
      let (first, under) = left[index].subtractingReportingOverflow(
        index < right.count ? right[index] : 0)
      let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      borrow = under || again
      return second
    }
  }
}
