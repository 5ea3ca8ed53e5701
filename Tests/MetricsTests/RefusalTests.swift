import Devices
import Metrics
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

extension Optional where Wrapped == ExitTest.Result {
  /// What the process wrote to standard error.
  var text: String { map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? "" }
}

/// Inputs that do not fit stop the program with a message.
@Suite("Refused inputs")
struct RefusalTests {
  private static func update(_ metric: some Metric, _ inputs: (Dispatcher) -> [Tensor]) throws {
    var metric = metric
    try metric.update(inputs(Dispatcher(device: ReferenceDevice())))
  }

  private static func floats(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  private static func labels(_ values: [Int32], on dispatcher: Dispatcher) -> Tensor {
    Tensor(values, shape: [values.count], on: dispatcher)
  }

  @Test("scores and labels of other shapes name the metric and both shapes")
  func shapes() async {
    let accuracy = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(Accuracy(topK: 5)) {
        [Self.floats([4, 3], on: $0), Self.labels([0, 1, 2], on: $0)]
      }
    }
    #expect(
      accuracy.text.contains(
        "accuracy(topK: 5, threshold: 0.5, ignoredLabel: none): inputs float32 [4, 3], int32 [3] do "
          + "not fit; expected scores […, classes], labels […]"))
    let classes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(ConfusionMatrix(classes: 4)) {
        [Self.floats([3, 5], on: $0), Self.labels([0, 1, 2], on: $0)]
      }
    }
    #expect(classes.text.contains("inputs float32 [3, 5], int32 [3] do not fit"))
    let ranking = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(RankingScore(.areaUnderROC)) {
        [Self.floats([3, 2], on: $0), Self.labels([0, 1, 2], on: $0)]
      }
    }
    #expect(ranking.text.contains("float32 [3, 2], int32 [3] do not fit; expected one score"))
    let pairs = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(RegressionScore(.rSquared)) {
        [Self.floats([3, 2], on: $0), Self.floats([2, 3], on: $0)]
      }
    }
    #expect(pairs.text.contains("rSquared: inputs float32 [3, 2], float32 [2, 3] do not fit"))
    let text = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(BLEU()) { [Self.labels([1, 2], on: $0), Self.labels([1, 2], on: $0)] }
    }
    #expect(text.text.contains("inputs int32 [2], int32 [2] do not fit"))
  }

  @Test("NUM-142: a label that is no class is named with its place")
  func labels() async {
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(ClassScore(.precision, classes: 3)) {
        [Self.floats([2, 3], on: $0), Self.labels([2, 3], on: $0)]
      }
    }
    #expect(label.text.contains("class 3 at place 1; expected 0 ..< 3"))
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try Self.update(Accuracy(topK: 2)) {
        [Self.floats([2, 3], on: $0), Self.labels([-1, 1], on: $0)]
      }
    }
    #expect(negative.text.contains("class -1 at place 0; expected 0 ..< 3"))
  }

  @Test("settings that make no sense stop the program")
  func settings() async {
    await #expect(processExitsWith: .failure) { _ = Accuracy(topK: 0) }
    await #expect(processExitsWith: .failure) {
      _ = ClassScore(.precision, classes: 3, average: .binary)
    }
    await #expect(processExitsWith: .failure) { _ = ClassScore(.fBeta(-1), classes: 3) }
    await #expect(processExitsWith: .failure) {
      _ = RankingScore(.areaUnderROC, classes: 3, average: .micro)
    }
    await #expect(processExitsWith: .failure) { _ = BLEU(upTo: 0) }
  }
}
