public import Devices
import NumericsContract
public import Tensors

/// How often samples of each class were taken for each class.
public struct ConfusionCounts: MetricStatistic {
  /// Number of classes.
  public let classes: Int
  let decision: ClassDecision
  private var counts: [UInt64]

  init(classes: Int, decision: ClassDecision) {
    precondition(classes >= 1, "\(classes) classes")
    self.classes = classes
    self.decision = decision
    counts = Array(repeating: 0, count: classes * classes)
  }

  /// Samples with a label that were taken for a class.
  public subscript(label label: Int, decided decided: Int) -> UInt64 {
    counts[label * classes + decided]
  }

  /// What a class has: samples rightly and wrongly taken for it, and those that were missed.
  public func outcome(of index: Int) -> ClassOutcome {
    var outcome = ClassOutcome(truePositives: self[label: index, decided: index])
    for other in 0..<classes where other != index {
      outcome.falsePositives += self[label: other, decided: index]
      outcome.falseNegatives += self[label: index, decided: other]
    }
    return outcome
  }

  /// Takes in scores or classes, and labels; see `ClassDecision`.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    for (decided, label) in try decision.pairs(in: inputs, classes: classes) {
      counts[Int(label) * classes + Int(decided)] += 1
    }
  }

  public mutating func merge(_ other: ConfusionCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  public func save(to state: inout StateWriter) {
    state.write("counts", counts, shape: [classes, classes])
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    counts = try state.readCounts("counts", shape: [classes, classes])
  }
}
