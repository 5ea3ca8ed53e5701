import NumericsContract
import Testing

@Suite struct RandomDistributionTests {
  let answers: KnownAnswers
  let stream = RandomStream(seed: 42, name: "init:hidden/weight")

  init() throws { answers = try KnownAnswers() }

  @Test("RNG-010: uniform numbers have their documented bits")
  func uniformBits() {
    let bits = (0..<4).map { stream.uniform(at: $0).bitPattern }
    #expect(hexadecimal(bits) == answers["uniform 0 to 3"])
  }

  @Test("RNG-010: open uniform numbers have their documented bits")
  func openUniformBits() {
    let bits = (0..<4).map { stream.openUniform(at: $0).bitPattern }
    #expect(hexadecimal(bits) == answers["open uniform 0 to 3"])
  }

  @Test("RNG-010: uniform numbers lie in [0, 1), open ones in (0, 1), with a mean near one half")
  func uniformRange() {
    let count = 100_000
    var sum = 0.0
    for index in 0..<count {
      let closed = stream.uniform(at: index)
      let open = stream.openUniform(at: index)
      #expect(closed >= 0 && closed < 1)
      #expect(open > 0 && open < 1)
      sum += Double(closed)
    }
    // Six standard deviations of the mean: 6 · √(1 ÷ 12) ÷ √100000 = 0.0055.
    #expect(abs(sum / Double(count) - 0.5) < 0.0055)
  }

  @Test("RNG-011: normal numbers have their documented bits")
  func normalBits() {
    let bits = (0..<8).map { stream.normal(at: $0).bitPattern }
    #expect(hexadecimal(bits) == answers["normal 0 to 7"])
  }

  @Test("RNG-011: a thousand normal numbers have their documented digest")
  func normalDigest() {
    var hasher = SHA256Hasher()
    hasher.update(floats: stream.fillNormal(count: 1000))
    #expect(hasher.finalize().description == answers["normal 0 to 999, SHA-256"])
  }

  @Test("RNG-005: filling an array gives the numbers that single draws give", arguments: 0...9)
  func filling(count: Int) {
    #expect(stream.fillUniform(count: count) == (0..<count).map { stream.uniform(at: $0) })
    #expect(stream.fillNormal(count: count) == (0..<count).map { stream.normal(at: $0) })
  }

  @Test("RNG-012: bounded integers have their documented values")
  func boundedValues() {
    let byTen = (0..<16).map { stream.bounded(by: 10, at: $0) }
    #expect(decimals(byTen) == answers["bounded by 10, 0 to 15"])
    let byMany = (0..<8).map { stream.bounded(by: 1 << 31 + 1, at: $0) }
    #expect(decimals(byMany) == answers["bounded by 2^31 + 1, 0 to 7"])
  }

  @Test(
    "RNG-012: the accepted attempt is the first whose remainder is not below 2^32 mod n",
    arguments: [1, 2, 3, 10, 1 << 31, 1 << 31 + 1, 3 << 30, .max] as [UInt32])
  func acceptedAttempt(bound: UInt32) {
    for index in 0..<64 {
      let products = (0..<256).lazy.map {
        UInt64(stream.word(at: index, attempt: $0)) * UInt64(bound)
      }
      let accepted = products.first { $0 % (1 << 32) >= (1 << 32) % UInt64(bound) }
      #expect(accepted.map { $0 >> 32 } == UInt64(stream.bounded(by: bound, at: index)))
    }
  }

  @Test("RNG-012: bounded integers by seven fall evenly")
  func boundedEvenness() {
    var counts = [Int](repeating: 0, count: 7)
    for index in 0..<70_000 { counts[Int(stream.bounded(by: 7, at: index))] += 1 }
    // Six standard deviations of a count: 6 · √(70000 · 6 ÷ 49) = 556.
    for count in counts { #expect(abs(count - 10_000) < 556) }
  }

  @Test("RNG-020: wide integers have their documented values, and fall evenly")
  func wideIntegers() {
    let stream = RandomStream(seed: 42, name: "init:hidden/weight")
    for (title, bound) in [("10", 10), ("2^63 + 1", 1 << 63 + 1)] as [(String, UInt64)] {
      let integers = (0..<8).map { stream.wideBounded(by: bound, at: $0) }
      #expect(decimals(integers) == answers["wide, bounded by \(title), 0 to 7"])
    }
    #expect((0..<50).allSatisfy { stream.wideBounded(by: 1, at: $0) == 0 })
    var counts = [Int](repeating: 0, count: 7)
    for index in 0..<70_000 { counts[Int(stream.wideBounded(by: 7, at: index))] += 1 }
    // Six standard deviations of a count: 6 · √(70,000 · 6 ÷ 49) = 556.
    for count in counts { #expect(abs(count - 10_000) < 556) }
  }

  @Test("RNG-013: permutations have their documented values")
  func permutationValues() {
    let shuffle = RandomStream(seed: 42, name: "shuffle")
    #expect(decimals(shuffle.permutation(of: 10)) == answers["permutation of 10, epoch 0"])
    #expect(
      decimals(shuffle.at(position: 3).permutation(of: 10))
        == answers["permutation of 10, epoch 3"])
    var hasher = SHA256Hasher()
    hasher.update(int32s: RandomStream(seed: 42, name: "split").permutation(of: 1797))
    #expect(
      hasher.finalize().description == answers["permutation of 1797, split, SHA-256"])
  }

  @Test(
    "RNG-013: a permutation holds every integer once",
    arguments: Array(0...20) + [63, 64, 65, 1000, 4097])
  func permutationIsComplete(count: Int) {
    let permutation = stream.permutation(of: count)
    #expect(permutation.sorted() == (0..<Int32(count)).map { $0 })
  }
}
