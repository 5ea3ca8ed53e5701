import NumericsContract
import Testing

@Suite struct RandomStreamTests {
  let answers: KnownAnswers

  init() throws { answers = try KnownAnswers() }

  static let streams: [(String, RandomStream)] = [
    ("init", RandomStream(seed: 42, name: "init:hidden/weight")),
    ("shuffle, epoch 0", RandomStream(seed: 42, name: "shuffle")),
    ("shuffle, epoch 3", RandomStream(seed: 42, name: "shuffle", position: 3)),
    (
      "augment, epoch 1, sample 7",
      RandomStream(seed: 42, name: "augment", position: 1 << 40 + 7)
    ),
    ("dropout, micro-batch 0", RandomStream(seed: 42, name: "dropout:drop")),
    (
      "dropout, micro-batch 5, call 1, shard 2",
      RandomStream(seed: 42, name: "dropout:drop", call: 1, shard: 2, position: 5)
    ),
    ("split", RandomStream(seed: 42, name: "split")),
    (
      "largest seed, call, shard, position",
      RandomStream(seed: .max, name: "é", call: .max, shard: .max, position: .max)
    ),
  ]

  @Test(
    "RNG-002, RNG-007, RNG-009: every kind of stream has its documented key",
    arguments: streams)
  func keys(title: String, stream: RandomStream) {
    #expect(hexadecimal([stream.key.word0, stream.key.word1]) == answers["\(title), key"])
  }

  @Test(
    "RNG-003, RNG-004: every kind of stream has its documented first words", arguments: streams)
  func words(title: String, stream: RandomStream) {
    let expected = answers["\(title), words 0 to 7"]
    #expect(hexadecimal((0..<8).map { stream.word(at: $0) }) == expected)
    #expect(hexadecimal(stream.words(count: 8)) == expected)
  }

  @Test("RNG-003, RNG-006: the last element and the last attempt have their documented word")
  func lastWord() {
    let stream = RandomStream(seed: 42, name: "init:hidden/weight")
    let word = stream.word(
      at: RandomStream.elementLimit - 1, attempt: RandomStream.attemptLimit - 1)
    #expect(hexadecimal([word]) == answers["word 2^58 - 1, attempt 255"])
  }

  @Test("RNG-006: an index of 2^58 stops the program")
  func indexBeyondLimit() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 42, name: "split").word(at: RandomStream.elementLimit)
    }
  }

  @Test("RNG-006: a negative index stops the program")
  func negativeIndex() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 42, name: "split").word(at: -1)
    }
  }

  @Test("RNG-006: an attempt of 256 stops the program")
  func attemptBeyondLimit() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 42, name: "split").word(at: 0, attempt: 256)
    }
  }

  @Test("RNG-002: a name with U+0000 stops the program")
  func nameWithZero() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 42, name: "init:a\u{0}b")
    }
  }

  @Test("RNG-005: words do not depend on the order or the amount of drawing")
  func purity() {
    let stream = RandomStream(seed: 42, name: "dropout:drop", position: 9)
    let ascending = (0..<101).map { stream.word(at: $0) }
    let descending = (0..<101).reversed().map { stream.word(at: $0) }
    #expect(ascending == descending.reversed())
    for count in 0...101 { #expect(stream.words(count: count) == Array(ascending.prefix(count))) }
  }

  @Test("RNG-005: threads that draw together draw what one thread draws")
  func threads() async {
    let stream = RandomStream(seed: 7, name: "augment", position: 1)
    let alone = stream.words(count: 4000)
    let together = await withTaskGroup(of: (Int, UInt32).self) { group in
      for index in 0..<4000 { group.addTask { (index, stream.word(at: index)) } }
      var words = [UInt32](repeating: 0, count: 4000)
      for await (index, word) in group { words[index] = word }
      return words
    }
    #expect(together == alone)
  }

  @Test("RNG-005: a stream moved to a position equals the stream made there")
  func movedStream() {
    let moved = RandomStream(seed: 42, name: "shuffle").at(position: 3)
    #expect(moved == RandomStream(seed: 42, name: "shuffle", position: 3))
  }

  @Test("RNG-008, RNG-009: streams that differ in one part have different words")
  func separation() {
    let streams = [
      RandomStream(seed: 1, name: "init:a"), RandomStream(seed: 2, name: "init:a"),
      RandomStream(seed: 1 << 32, name: "init:a"), RandomStream(seed: 1, name: "init:b"),
      RandomStream(seed: 1, name: "init:a/"), RandomStream(seed: 1, name: "init:a", call: 1),
      RandomStream(seed: 1, name: "init:a", shard: 1),
      RandomStream(seed: 1, name: "init:a", position: 1),
      RandomStream(seed: 1, name: "init:a", position: 1 << 32),
    ]
    for left in streams.indices {
      for right in streams.indices where left < right {
        #expect(
          streams[left].words(count: 8) != streams[right].words(count: 8),
          "\(streams[left]) and \(streams[right])")
      }
    }
  }
}
