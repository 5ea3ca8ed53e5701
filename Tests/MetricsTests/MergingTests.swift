import Devices
import Metrics
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// However data is cut and in whatever order the parts are merged, the bits are the same.
@Suite("Merging metrics")
struct MergingTests {
  private let dispatcher = Dispatcher(device: ReferenceDevice())

  private func state(_ metric: some Metric) throws -> StateTree {
    var writer = StateWriter()
    writer.write("metric", metric)
    return try writer.finish()
  }

  private func bits(_ metric: some Metric) -> [UInt64] { metric.values.map(\.value.canonicalBits) }

  /// Rows in random parts, each part given to one of several metrics, which then merge at random.
  private func merged<M: Metric>(
    _ empty: M, _ inputs: [HostTensor], stream: RandomStream
  ) throws -> M {
    var draws = stream.words(count: 400)[...]
    func draw(below limit: Int) -> Int { Int(draws.removeFirst()) % limit }
    let rows = inputs[0].rows
    var shards = Array(repeating: empty, count: 1 + draw(below: 5))
    var parts: [Range<Int>] = []
    var start = 0
    while start < rows {
      let end = min(rows, start + 1 + draw(below: max(1, rows / 3)))
      parts.append(start..<end)
      start = end
    }
    while !parts.isEmpty {
      let part = parts.remove(at: draw(below: parts.count))
      let shard = draw(below: shards.count)
      try shards[shard].update(inputs.map { try $0.tensor(rows: part, on: dispatcher) })
    }
    while shards.count > 1 {
      let other = shards.remove(at: draw(below: shards.count))
      shards[draw(below: shards.count)].merge(other)
    }
    return shards[0]
  }

  private func check(_ whole: some Metric, _ metricCase: MetricCase) throws {
    let empty = whole
    var whole = whole
    try whole.update(metricCase.inputs.map { try $0.tensor(on: dispatcher) })
    for seed in 0..<6 {
      let parts = try merged(
        empty, metricCase.inputs, stream: RandomStream(seed: UInt64(seed), name: "cuts"))
      #expect(bits(parts) == bits(whole), "\(metricCase.name), seed \(seed)")
      #expect(try state(parts) == state(whole), "\(metricCase.name), seed \(seed)")
    }
  }

  @Test("NUM-140: any cut into batches and any order of merging give equal states and values")
  func cuts() throws {
    for metricCase in try MetricsFixture.content.get().cases {
      try check(metricCase.empty(), metricCase)
    }
  }

  @Test("NUM-140: many scores in small batches give the histogram of one large batch")
  func manyScores() throws {
    let count = 20_000
    let stream = RandomStream(seed: 3, name: "scores")
    let words = stream.words(count: count)
    // Half of the scores are distinct, half are few.
    let scores = words.map { Float($0 % 2 == 0 ? $0 >> 8 : $0 >> 28) }
    let labels = words.map { Int32($0 >> 9 & 1) }
    func tensors(_ range: Range<Int>) -> [Tensor] {
      [
        Tensor(Array(scores[range]), shape: [range.count], on: dispatcher),
        Tensor(Array(labels[range]), shape: [range.count], on: dispatcher),
      ]
    }
    var whole = RankingScore(.areaUnderROC)
    try whole.update(tensors(0..<count))
    var parts = RankingScore(.areaUnderROC)
    var other = parts
    for start in stride(from: 0, to: count, by: 400) {
      try parts.update(tensors(start..<start + 150))
      try other.update(tensors(start + 150..<start + 400))
    }
    other.merge(parts)
    #expect(bits(other) == bits(whole))
    #expect(try state(other) == state(whole))
  }

  @Test("metrics whose type nobody knows merge as others do")
  func anyMetrics() throws {
    let numbers = Tensor([1, 2, 4.5] as [Float], shape: [3], on: dispatcher)
    var (first, second): (any Metric, any Metric) = (Mean(), Mean())
    try first.update([numbers])
    try second.update([numbers * numbers])
    first.merge(any: second)
    #expect(first.values.map(\.value) == [(1 + 2 + 4.5 + 1 + 4 + 20.25) / 6])
  }

  @Test("metrics of different settings do not merge: the program stops naming both")
  func identities() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var first = Accuracy(topK: 2)
      first.merge(Accuracy(topK: 3))
    }
    #expect(result.text.contains("accuracy(topK: 2, threshold: 0.5, ignoredLabel: none)"))
    #expect(result.text.contains("accuracy(topK: 3, threshold: 0.5, ignoredLabel: none)"))
    let kinds = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var first: any Metric = Mean()
      first.merge(any: Accuracy())
    }
    #expect(kinds.text.contains("mean cannot take in what accuracy(topK: 1"))
  }
}
