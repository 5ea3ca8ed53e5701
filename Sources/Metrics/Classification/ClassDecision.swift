import Devices
import NumericsContract
import Tensors

/// How a sample's scores become one class (NUM-142).
struct ClassDecision {
  /// A single score of two classes above it, as a number, says class 1.
  let threshold: Float
  /// The label of samples that do not count.
  let ignoredLabel: Int32?

  /// Settings as they stand in an identity.
  var settings: String {
    "threshold: \(threshold), ignoredLabel: \(text(ignoredLabel))"
  }

  /// The decided class and the label of each sample that counts.
  ///
  /// - Parameter classes: How many there are; nil for as many as there are scores.
  func pairs(
    in inputs: MetricInputs, classes: Int?
  ) throws(DeviceError) -> [(decided: Int32, label: Int32)] {
    let decided: [Int32]
    let count: Int?
    if inputs.areScoresAndLabels, classes == nil || classes == inputs.tensors[0].shape[-1] {
      count = inputs.tensors[0].shape[-1]
      let scores = inputs.tensors[0].converted(to: .float32)
      decided = try scores.argmax(axis: scores.shape.rank - 1).integers()
    } else if inputs.areElementsAndLabels, inputs.isNumbers(0), classes ?? 2 == 2 {
      count = 2
      decided = try inputs.numbers(0).map { $0 > threshold ? 1 : 0 }
    } else if inputs.areElementsAndLabels, inputs.isIntegers(0) {
      count = classes
      decided = try inputs.integers(0)
    } else {
      let classes = classes.map(String.init) ?? "classes"
      inputs.refuse(
        expected: "scores […, \(classes)], one score of two classes […], or classes […], and "
          + "labels […]")
    }
    var pairs: [(decided: Int32, label: Int32)] = []
    for (row, label) in try inputs.integers(1).enumerated() where label != ignoredLabel {
      if let count {
        inputs.check(label, at: row, classes: count)
        inputs.check(decided[row], at: row, classes: count)
      }
      pairs.append((decided[row], label))
    }
    return pairs
  }
}
