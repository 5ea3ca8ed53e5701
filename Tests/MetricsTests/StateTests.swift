import Devices
import Metrics
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Metrics that are saved, restored and continued, and states that no data leads to.
@Suite("State of metrics")
struct StateTests {
  private let dispatcher = Dispatcher(device: ReferenceDevice())

  private func state(_ metric: some Metric) throws -> StateTree {
    var writer = StateWriter()
    writer.write("metric", metric)
    return try writer.finish()
  }

  private func restored<M: Metric>(_ empty: M, _ tree: StateTree) throws(StateError) -> M {
    var metric = empty
    let reader = StateReader(tree)
    try reader.read("metric", into: &metric)
    try reader.finish()
    return metric
  }

  /// Half of the rows, a checkpoint, the other half.
  private func checkResume(_ empty: some Metric, _ metricCase: MetricCase) throws {
    let rows = metricCase.inputs[0].rows
    func half(_ rows: Range<Int>) throws -> [Tensor] {
      try metricCase.inputs.map { try $0.tensor(rows: rows, on: dispatcher) }
    }
    var whole = empty
    try whole.update(half(0..<rows / 2))
    var resumed = try restored(empty, state(whole))
    #expect(try state(resumed) == state(whole), "\(metricCase.name)")
    try whole.update(half(rows / 2..<rows))
    try resumed.update(half(rows / 2..<rows))
    #expect(try state(resumed) == state(whole), "\(metricCase.name)")
    #expect(
      resumed.values.map(\.value.canonicalBits) == whole.values.map(\.value.canonicalBits),
      "\(metricCase.name)")
  }

  @Test("a restored metric goes on as if it had never stopped")
  func resuming() throws {
    for metricCase in try MetricsFixture.content.get().cases {
      try checkResume(metricCase.empty(), metricCase)
    }
  }

  /// The tree with one leaf in other forms: missing, of another shape, and with all bits set.
  private func damaged(_ tree: StateTree, at index: Int) -> [StateTree] {
    func replaced(_ entry: StateEntry) -> StateTree {
      var entries = tree.entries
      entries[index] = entry
      return StateTree(entries)
    }
    let entry = tree.entries[index]
    var rest = tree.entries
    rest.remove(at: index)
    return [
      StateTree(rest),
      replaced(
        StateEntry(
          path: entry.path, type: entry.type, shape: entry.shape + [2],
          bytes: entry.bytes + entry.bytes)),
      replaced(
        StateEntry(
          path: entry.path, type: .int8, shape: [entry.bytes.count], bytes: entry.bytes)),
      replaced(
        StateEntry(
          path: entry.path, type: entry.type, shape: entry.shape,
          bytes: entry.bytes.map { _ in 0xFF })),
    ]
  }

  private func checkForgery(_ metric: some Metric, _ metricCase: MetricCase) throws {
    var full = metric
    let inputs = try metricCase.inputs.map { try $0.tensor(on: dispatcher) }
    try full.update(inputs)
    let tree = try state(full)
    for index in tree.entries.indices where !tree.entries[index].bytes.isEmpty {
      for forged in damaged(tree, at: index) {
        #expect(throws: StateError.self, "\(metricCase.name), \(tree.entries[index].path)") {
          try restored(metric, forged)
        }
      }
      // Small numbers may be possible; then the metric has values and goes on.
      for number in 0...2 as ClosedRange<UInt64> {
        let entry = tree.entries[index]
        guard entry.type == .uint64 else { continue }
        var entries = tree.entries
        entries[index] = StateEntry(
          path: entry.path, type: entry.type, shape: entry.shape,
          bytes: (0..<entry.bytes.count / 8).flatMap { _ in LittleEndian.bytes(of: number) })
        do throws(StateError) {
          var metric = try restored(metric, StateTree(entries))
          try? metric.update(inputs)
          #expect(!metric.values.isEmpty)
        } catch {
          #expect(error.path.hasPrefix("/metric/state/"))
        }
      }
    }
  }

  @Test(
    "a leaf that is missing, has another form or impossible numbers is refused, and nothing traps")
  func forgery() throws {
    for metricCase in try MetricsFixture.content.get().cases {
      try checkForgery(metricCase.empty(), metricCase)
    }
  }

  /// The state with other numbers in a leaf.
  private func forged(_ metric: some Metric, _ leaf: String, _ words: [UInt64]) throws -> StateTree
  {
    StateTree(
      try state(metric).entries.map { entry in
        entry.path == "/metric/state/" + leaf
          ? StateEntry(
            path: entry.path, type: entry.type, shape: entry.shape,
            bytes: words.flatMap { LittleEndian.bytes(of: $0) }) : entry
      })
  }

  private func expectRefusal<M: Metric>(
    _ metric: M, _ leaf: String, _ words: [UInt64], naming path: String? = nil
  ) throws {
    let tree = try forged(metric, leaf, words)
    let error = #expect(throws: StateError.self) { try restored(metric, tree) }
    #expect(error?.code == .invalidValue)
    #expect(error?.path == "/metric/state/" + (path ?? leaf))
  }

  @Test("numbers that contradict each other are refused by their path")
  func contradictions() throws {
    let labels = Tensor([1, 0, 1] as [Int32], shape: [3], on: dispatcher)
    let scores = Tensor([0.5, 0.25, 2] as [Float], shape: [3], on: dispatcher)
    var accuracy = Accuracy()
    try accuracy.update([labels, labels])
    try expectRefusal(accuracy, "hits", [4])
    var matrix = ConfusionMatrix(classes: 2)
    try matrix.update([labels, labels])
    try expectRefusal(matrix, "counts", [1 << 52, 1, 0, 1 << 52])
    var ranking = RankingScore(.areaUnderROC)
    try ranking.update([scores, labels])
    for wrong in [[0.25, 0.25, 2], [0.5, 0.25, 2], [-0.0, 0.25, 2], [0.1, 0.25, 2]] {
      try expectRefusal(ranking, "0/scores", wrong.map(\.bitPattern))
    }
    try expectRefusal(ranking, "0/positives", [0, 0, 1])
    var regression = RegressionScore(.pearsonCorrelation)
    try regression.update([scores, scores])
    try expectRefusal(regression, "count", [0])
    try expectRefusal(regression, "count", [1])
    var sum = ExactSum()
    sum.add(-1)
    for term in ["xx", "yy", "distance"] {
      try expectRefusal(regression, term, sum.words, naming: "count")
    }
    sum.add(1000)
    for term in ["x", "y", "xy"] { try expectRefusal(regression, term, sum.words, naming: "count") }
    sum.add(.infinity)
    try expectRefusal(regression, "x", sum.words)
    var bleu = BLEU(upTo: 2)
    let text = Tensor([1, 2, 3] as [Int32], shape: [1, 3], on: dispatcher)
    try bleu.update([text, text])
    try expectRefusal(bleu, "matches", [4, 2])
  }

  @Test("state of other settings is refused, naming both identities")
  func identities() throws {
    let tree = try state(ClassScore(.fBeta(2), classes: 3))
    let error = #expect(throws: StateError.self) {
      try restored(ClassScore(.fBeta(1), classes: 3), tree)
    }
    #expect(error?.path == "/metric/identity")
    #expect(
      error?.found
        == "f2.0(classes: 3, average: macro, zeroDivision: zero, threshold: 0.5, ignoredLabel: none)"
    )
    #expect(error?.expected.hasPrefix("f1.0(classes: 3") == true)
    let distinct: [any Metric] = [
      Accuracy(), Accuracy(topK: 5), Accuracy(threshold: 0.25), Accuracy(ignoredLabel: 0),
      ConfusionMatrix(classes: 2), ConfusionMatrix(classes: 3), ClassScore(.precision, classes: 3),
      ClassScore(.recall, classes: 3), ClassScore(.fBeta(0.5), classes: 3),
      ClassScore(.recall, classes: 3, average: .micro),
      ClassScore(.recall, classes: 3, zeroDivision: .one), RankingScore(.areaUnderROC),
      RankingScore(.averagePrecision), RankingScore(.areaUnderROC, classes: 2),
      RankingScore(.areaUnderROC, classes: 2, average: .weighted),
      RankingScore(.areaUnderROC, ignoredLabel: 3), RegressionScore(.meanSquaredError),
      RegressionScore(.rSquared), Mean(), CosineSimilarity(), Perplexity(),
      Perplexity(ignoredLabel: 0), BLEU(), BLEU(upTo: 2), BLEU(isSmoothed: true), BLEU(padding: 0),
    ]
    #expect(Set(distinct.map(\.identity)).count == distinct.count)
  }
}
