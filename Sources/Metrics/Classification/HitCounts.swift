public import Devices
import NumericsContract
public import Tensors

/// How many samples there were, and for how many the label was among the likeliest classes.
public struct HitCounts: MetricStatistic {
  /// Samples whose label was hit.
  public private(set) var hits: UInt64 = 0
  /// Samples that count.
  public private(set) var samples: UInt64 = 0
  let topK: Int
  let decision: ClassDecision

  init(topK: Int, decision: ClassDecision) {
    precondition(topK >= 1, "the \(topK) likeliest classes")
    self.topK = topK
    self.decision = decision
  }

  /// Takes in scores or classes, and labels; see `ClassDecision`.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    if topK == 1 {
      for (decided, label) in try decision.pairs(in: inputs, classes: nil) {
        samples += 1
        if decided == label { hits += 1 }
      }
      return
    }
    if !inputs.areScoresAndLabels { inputs.refuse(expected: "scores […, classes], labels […]") }
    let classes = inputs.tensors[0].shape[-1]
    let scores = try inputs.numbers(0)
    let labels = try inputs.integers(1)
    for (row, label) in labels.enumerated() where label != decision.ignoredLabel {
      inputs.check(label, at: row, classes: classes)
      let start = row * classes
      samples += 1
      if rank(of: Int(label), in: scores[start..<start + classes]) < topK { hits += 1 }
    }
  }

  /// How many classes come before one: those that `argmax` would take first (NUM-010).
  private func rank(of label: Int, in scores: ArraySlice<Float>) -> Int {
    let place = scores.startIndex + label
    let score = scores[place]
    return scores.indices.count { other in
      let rival = scores[other]
      if rival.isNaN || score.isNaN { return rival.isNaN && (!score.isNaN || other < place) }
      return rival > score || rival == score && other < place
    }
  }

  public mutating func merge(_ other: HitCounts) {
    hits += other.hits
    samples += other.samples
  }

  public func save(to state: inout StateWriter) {
    state.write("hits", hits)
    state.write("samples", samples)
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    let samples = try state.readCount("samples")
    let hits = try state.readCount("hits")
    guard hits <= samples else {
      throw state.invalid("hits", expected: "at most \(samples)", found: "\(hits)")
    }
    (self.hits, self.samples) = (hits, samples)
  }
}
