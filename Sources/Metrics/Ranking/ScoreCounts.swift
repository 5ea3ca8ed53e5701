public import Devices
import NumericsContract
public import Tensors

/// For each class, how many samples of it and of others have each distinct score.
///
/// Needs memory for every distinct score: that is what an exact area under a curve costs.
public struct ScoreCounts: MetricStatistic {
  /// Number of classes; nil for one score of two classes.
  public let classes: Int?
  let ignoredLabel: Int32?
  private(set) var histograms: [ScoreHistogram]
  /// Samples of which a score was NaN.
  public private(set) var nanCount: UInt64 = 0

  init(classes: Int?, ignoredLabel: Int32?) {
    precondition(classes ?? 2 >= 2, "scores of \(classes ?? 0) classes")
    self.classes = classes
    self.ignoredLabel = ignoredLabel
    histograms = Array(repeating: ScoreHistogram(), count: classes ?? 1)
  }

  /// Takes in scores `[…, classes]`, or one score `[…]` of two classes, and labels `[…]`.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    let width = histograms.count
    if let classes, !inputs.areScoresAndLabels || inputs.tensors[0].shape[-1] != classes {
      inputs.refuse(expected: "scores […, \(classes)], labels […]")
    }
    if classes == nil, !inputs.areElementsAndLabels || !inputs.isNumbers(0) {
      inputs.refuse(expected: "one score of two classes […], labels […]")
    }
    let scores = try inputs.numbers(0)
    for (row, label) in try inputs.integers(1).enumerated() where label != ignoredLabel {
      inputs.check(label, at: row, classes: classes ?? 2)
      let own = scores[row * width..<(row + 1) * width]
      if own.contains(where: \.isNaN) {
        nanCount += 1
        continue
      }
      for (index, score) in own.enumerated() {
        histograms[index].add(
          score, isPositive: classes == nil ? label == 1 : Int(label) == index)
      }
    }
  }

  public mutating func merge(_ other: ScoreCounts) {
    for index in histograms.indices { histograms[index].merge(other.histograms[index]) }
    nanCount += other.nanCount
  }

  public func save(to state: inout StateWriter) {
    state.write("nan", nanCount)
    for (index, histogram) in histograms.enumerated() {
      let bins = histogram.bins
      state.group("\(index)") { state in
        state.write("scores", bins.map { Double($0.score) })
        state.write("negatives", bins.map(\.negatives), shape: [bins.count])
        state.write("positives", bins.map(\.positives), shape: [bins.count])
      }
    }
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    let nanCount = try state.readCount("nan")
    var restored: [ScoreHistogram] = []
    for index in histograms.indices {
      try state.group("\(index)") { (state) throws(StateError) in
        restored.append(ScoreHistogram(bins: try ScoreCounts.bins(from: state)))
      }
    }
    (self.nanCount, histograms) = (nanCount, restored)
  }

  private static func bins(from state: StateReader) throws(StateError) -> [ScoreHistogram.Bin] {
    let scores = try state.readDoubles("scores")
    let negatives = try state.readCounts("negatives", shape: [scores.count])
    let positives = try state.readCounts("positives", shape: [scores.count])
    var bins: [ScoreHistogram.Bin] = []
    for (index, wide) in scores.enumerated() {
      let isRising = index == 0 || scores[index - 1] < wide
      guard isRising, let score = Float(exactly: wide), score != 0 || score.sign == .plus else {
        throw state.invalid(
          "scores", expected: "binary32 numbers that rise", found: "\(wide) at place \(index)")
      }
      guard negatives[index] + positives[index] > 0 else {
        throw state.invalid(
          "positives", expected: "a sample for each score", found: "none at place \(index)")
      }
      bins.append(
        ScoreHistogram.Bin(
          score: score, negatives: negatives[index], positives: positives[index]))
    }
    return bins
  }
}
