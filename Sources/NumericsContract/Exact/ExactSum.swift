/// The exact sum of binary64 numbers: adding in any order and any grouping gives one state (NUM-140).
///
/// The sum is an integer that counts steps of 2⁻¹⁰⁷⁴, in 68 signed chunks of 64 bits that lie 32 bits
/// apart: a number touches two neighbouring chunks, and carries wait until 1023 numbers were added.
/// Carried, every chunk but the last holds 32 bits, so that equal sums have equal chunks. There is room
/// for 2⁶³ numbers of any size.
///
/// **Numerics** Nothing is rounded before `value`. NaNs and infinities are counted, not added.
///
/// **Reference** U. Kulisch, "Computer arithmetic and validity", 2nd edition, 2013; R. Neal, "Fast
/// exact summation using small and large superaccumulators", 2015; S. Collange, D. Defour, S. Graillat,
/// R. Iakymchuk, "Numerical reproducibility for the parallel reduction on multi- and many-core
/// architectures", 2015.
public struct ExactSum: Sendable, Equatable {
  @usableFromInline static var chunkCount: Int { 68 }
  /// A number adds at most 2⁵² to a chunk that holds 32 bits, so that 2⁶² is not passed.
  @usableFromInline static var termsBetweenCarries: Int { 1023 }

  @usableFromInline var chunks = InlineArray<68, Int64>(repeating: 0)
  @usableFromInline var uncarriedTerms = 0
  /// NaNs among the numbers.
  public private(set) var nanCount: UInt64 = 0
  /// Numbers that were +∞.
  public private(set) var positiveInfinityCount: UInt64 = 0
  /// Numbers that were −∞.
  public private(set) var negativeInfinityCount: UInt64 = 0

  /// Creates the sum of no numbers.
  @inlinable
  public init() {}

  /// Adds a number.
  @inlinable
  public mutating func add(_ number: Double) {
    let bits = number.bitPattern
    let field = Int(truncatingIfNeeded: bits >> 52) & 0x7FF
    if field == 0x7FF {
      count(nonFinite: number)
      return
    }
    let isNormal = field != 0
    let magnitude = Int64(bitPattern: bits & (1 << 52 - 1)) | (isNormal ? 1 << 52 : 0)
    let significand = number.sign == .minus ? 0 &- magnitude : magnitude
    let position = field &- (isNormal ? 1 : 0)
    // The mask lets the compiler see that both chunks exist.
    let chunk = position >> 5 & 63
    let shift = Int64(truncatingIfNeeded: position & 31)
    chunks[chunk] &+= significand &<< shift & 0xFFFF_FFFF
    chunks[chunk + 1] &+= significand &>> (32 &- shift)
    uncarriedTerms &+= 1
    if uncarriedTerms == ExactSum.termsBetweenCarries { carry() }
  }

  /// Adds all that another sum holds.
  public mutating func add(_ other: ExactSum) {
    let other = other.carried
    carry()
    for index in 0..<ExactSum.chunkCount { chunks[index] &+= other.chunks[index] }
    carry()
    nanCount += other.nanCount
    positiveInfinityCount += other.positiveInfinityCount
    negativeInfinityCount += other.negativeInfinityCount
  }

  @usableFromInline
  mutating func count(nonFinite number: Double) {
    if number.isNaN {
      nanCount += 1
    } else if number > 0 {
      positiveInfinityCount += 1
    } else {
      negativeInfinityCount += 1
    }
  }

  @usableFromInline
  mutating func carry() {
    for index in 0..<ExactSum.chunkCount - 1 {
      let carry = chunks[index] >> 32
      chunks[index] &= 0xFFFF_FFFF
      chunks[index + 1] &+= carry
    }
    uncarriedTerms = 0
  }

  private var carried: ExactSum {
    var sum = self
    sum.carry()
    return sum
  }

  /// Whether both hold the same sum and the same counts.
  public static func == (left: ExactSum, right: ExactSum) -> Bool { left.words == right.words }

  // MARK: - The sum as a number

  /// Whether every number was finite.
  public var isFinite: Bool { nanCount + positiveInfinityCount + negativeInfinityCount == 0 }

  /// The sum of the finite numbers.
  public var rational: Rational { Rational(integer, over: BigInteger(1) << 1074) }

  /// The sum, rounded once to binary64.
  ///
  /// **Numerics** To nearest, ties to even; a sum of 0 is +0. NaN if a NaN was added or infinities of
  /// both signs; otherwise an infinity prevails.
  public var value: Double {
    if nanCount > 0 || positiveInfinityCount > 0 && negativeInfinityCount > 0 {
      return .canonicalNaN
    }
    if positiveInfinityCount > 0 { return .infinity }
    if negativeInfinityCount > 0 { return -.infinity }
    return Double(integer, exponent: -1074)
  }

  private var integer: BigInteger { BigInteger(twosComplement: Array(words.dropLast(3))) }

  // MARK: - Saved form

  /// Words of the saved form: 34 of the integer in two's complement, least significant first, then the
  /// counts of NaN, +∞ and −∞.
  public static let wordCount = 37

  /// The saved form; equal sums have equal words.
  public var words: [UInt64] {
    let chunks = carried.chunks
    return (0..<ExactSum.chunkCount / 2).map {
      UInt64(bitPattern: chunks[2 * $0] | chunks[2 * $0 + 1] << 32)
    } + [nanCount, positiveInfinityCount, negativeInfinityCount]
  }

  /// Creates a sum from its saved form; nil if no numbers can have it.
  ///
  /// 2⁵³ numbers are below 2¹⁰⁷⁷ in sum and do not fill the last word.
  public init?(words: [UInt64]) {
    guard words.count == ExactSum.wordCount, words[34...].allSatisfy({ $0 <= 1 << 53 }),
      Int64(bitPattern: words[33]).magnitude < 1 << 60
    else { return nil }
    for index in 0..<ExactSum.chunkCount {
      let half = words[index / 2] >> (index % 2 == 0 ? 0 : 32)
      chunks[index] = Int64(truncatingIfNeeded: half & 0xFFFF_FFFF)
    }
    // The last chunk carries the sign.
    chunks[ExactSum.chunkCount - 1] = Int64(bitPattern: words[33]) >> 32
    nanCount = words[34]
    positiveInfinityCount = words[35]
    negativeInfinityCount = words[36]
  }
}
