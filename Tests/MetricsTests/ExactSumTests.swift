import NumericsContract
import Testing

/// Sums that no order changes, and numbers that are rounded once.
@Suite("Exact sums")
struct ExactSumTests {
  private func sum(_ numbers: some Sequence<Double>) -> ExactSum {
    numbers.reduce(into: ExactSum()) { $0.add($1) }
  }

  @Test("NUM-140: exact sums have the words and the value that exact arithmetic gives")
  func knownAnswers() throws {
    for row in try MetricsFixture.content.get().sums {
      let numbers = try MetricsFixture.doubles(row.numbers)
      let saved = try row.saved.split(separator: " ").map { try #require(UInt64($0, radix: 16)) }
      let value = try MetricsFixture.doubles(row.value)[0]
      for numbers in [numbers, numbers.reversed()] {
        let sum = sum(numbers)
        #expect(sum.words == saved, "\(row.name)")
        #expect(sum.value.canonicalBits == value.canonicalBits, "\(row.name)")
        #expect(try #require(ExactSum(words: saved)) == sum, "\(row.name)")
      }
    }
  }

  @Test("NUM-140: any grouping gives one state, also across many carries")
  func grouping() {
    let stream = RandomStream(seed: 7, name: "sum")
    let numbers = stream.fillNormal(count: 10_000).enumerated().map { index, number in
      Double(number)
        * Double(sign: .plus, exponent: Int(stream.word(at: index) % 600) - 300, significand: 1)
    }
    let whole = sum(numbers)
    for cut in [1, 1022, 1023, 1024, 4999, 9999] {
      var parts = sum(numbers[cut...])
      parts.add(sum(numbers[..<cut]))
      #expect(parts == whole)
      #expect(parts.words == whole.words)
    }
    var back = whole
    for number in numbers { back.add(-number) }
    #expect(back == ExactSum())
    #expect(whole != ExactSum())
  }

  @Test("NUM-140: the largest magnitudes of one sign add up through all carries")
  func largest() {
    for number in [Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude] {
      var sum = sum(repeatElement(number, count: 3000))
      #expect(sum.value == number * 2)
      for _ in 0..<2999 { sum.add(-number) }
      #expect(sum.value == number)
    }
    // Just below 2³² in one chunk and 2⁵² in the next: no number adds more.
    for number in [Double(4).nextDown, Double(-4).nextUp] {
      #expect(sum(repeatElement(number, count: 5000)).value == number * 5000)
    }
  }

  @Test("NUM-140: words that no numbers have are refused")
  func forgery() {
    var words = sum([1.5, -3]).words
    #expect(ExactSum(words: words) != nil)
    #expect(ExactSum(words: Array(words.dropLast())) == nil)
    words[35] = .max
    #expect(ExactSum(words: words) == nil)
    words = [UInt64](repeating: 0, count: ExactSum.wordCount)
    words[33] = 1 << 62
    #expect(ExactSum(words: words) == nil)
  }

  @Test("NUM-141: quotients, roots and powers of e are rounded once, to nearest, ties to even")
  func roundings() throws {
    for row in try MetricsFixture.content.get().roundings {
      let number = Rational(
        try MetricsFixture.integer(row.numerator), over: try MetricsFixture.integer(row.denominator)
      )
      let power = Rational(
        try MetricsFixture.integer(row.power[0]), over: try MetricsFixture.integer(row.power[1]))
      let found = number.rounded(root: row.degree, timesExponentialOf: power)
      let expected = try MetricsFixture.doubles(row.value)[0]
      #expect(found.bitPattern == expected.bitPattern, "\(row.name): \(found), not \(expected)")
    }
  }

  @Test("a quotient of binary64 numbers is exact until it is rounded")
  func arithmetic() {
    for number in [
      0.1, -3.5, .leastNonzeroMagnitude, -0x1.8p-1060, .greatestFiniteMagnitude, 0, 0x1p60,
    ] {
      #expect(Rational(exactly: number).rounded() == number)
    }
    let tenth = Rational(exactly: 0.1)
    let sum = (0..<10).reduce(Rational(0)) { sum, _ in sum + tenth }
    #expect(sum.rounded() == 1)
    #expect((0..<10).reduce(0.0) { sum, _ in sum + 0.1 } != 1)
    #expect((sum - Rational(10) * tenth).isZero)
    #expect((tenth / tenth).rounded() == 1)
    #expect((Rational(-1) / Rational(-3)).rounded() == 1.0 / 3)
    #expect((tenth - sum).isNegative)
  }

  @Test("integers add, multiply, divide and shift as those of 128 bits do")
  func integers() {
    let words = RandomStream(seed: 1, name: "integers").words(count: 800)
    for index in stride(from: 0, to: words.count, by: 4) {
      // Of all lengths, so that words, halves and signs differ.
      let left = Int128(Int32(bitPattern: words[index])) << Int128(words[index + 2] % 30)
      let right = Int128(Int32(bitPattern: words[index + 1]) >> Int32(words[index + 3] % 32)) * 3
      let (a, b) = (BigInteger(left), BigInteger(right))
      #expect(a + b == BigInteger(left + right))
      #expect(a - b == BigInteger(left - right))
      #expect(a * b == BigInteger(left * right))
      if right != 0 { #expect(a / b == BigInteger(left / right)) }
      #expect((a < b) == (left < right))
      #expect(a << 37 == BigInteger(left << 37))
      #expect(a.magnitude >> 5 == BigInteger(left.magnitude >> 5))
      // A divisor of two words takes another way.
      let long = BigInteger(1) << 70 + a.magnitude
      #expect((long * a.magnitude + b.magnitude) / long == a.magnitude)
    }
  }
}
