public import CanonicalJSON
public import Optimizers
public import Tensors

/// Averages a model's weights beside the training, and validates with the averages.
///
///     WeightAveraging("ema", settings: ["decay": 0.99]) { ExponentialMovingAverage(of: $0, decay: 0.99) }
///
/// The training itself does not notice: weights with and without are the same. A checkpoint has the averages in
/// `/callbacks/<name>/average`, and a Trainer with the callback validates, tests and predicts with them when it
/// takes its weights from a checkpoint. After a run, `average` exchanges them for the live weights.
public final class WeightAveraging: Callback {
  /// The averages that there are.
  enum Kind: String, CaseIterable {
    case exponential, stochastic
  }

  public let name: String
  private let settings: JSONValue
  private let make: (Model) -> any WeightAverage
  /// The averages, once a run is set up.
  public private(set) var average: (any WeightAverage)?

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - name: Name of its section in a checkpoint.
  ///   - settings: What identifies the average in the `run:` map.
  ///   - make: Makes the average of a model.
  public init(
    _ name: String = "weightAveraging", settings: JSONValue,
    _ make: @escaping (Model) -> any WeightAverage
  ) {
    self.name = name
    self.settings = settings
    self.make = make
  }

  /// An exponential moving average (NUM-124).
  public static func exponential(
    decay: Double = 0.999, warmsUp: Bool = false, every interval: Int = 1
  ) -> WeightAveraging {
    WeightAveraging(
      settings: [
        "average": .string(Kind.exponential.rawValue), "decay": .number(decay),
        "warmsUp": .bool(warmsUp),
        "every": .integer(interval),
      ]
    ) { ExponentialMovingAverage(of: $0, decay: decay, warmsUp: warmsUp, every: interval) }
  }

  /// The mean of the weights from a step on (NUM-124).
  public static func stochastic(from start: Int, every interval: Int = 1) -> WeightAveraging {
    WeightAveraging(
      settings: [
        "average": .string(Kind.stochastic.rawValue), "from": .integer(start),
        "every": .integer(interval),
      ]
    ) { StochasticWeightAverage(of: $0, from: start, every: interval) }
  }

  public var configuration: JSONValue? { settings }

  public func setup(_ run: Run) {
    if run.stage == .fit { average = make(run.model) }
  }

  public func onTrainStepEnd(_ run: Run) { average?.update(afterStep: run.step) }

  public func onValidationStart(_ run: Run) { average?.swap() }

  public func onValidationEnd(_ run: Run) { average?.swap() }

  public func onTestStart(_ run: Run) { average?.swap() }

  public func onTestEnd(_ run: Run) { average?.swap() }

  public func onPredictStart(_ run: Run) { average?.swap() }

  public func onPredictEnd(_ run: Run) { average?.swap() }

  /// Takes the averages of a checkpoint, for a run that only evaluates; one without them has none to take.
  func take(for model: Model, from state: StateReader) throws(StateError) {
    average = nil
    try state.group("callbacks") { (state) throws(StateError) in
      guard state.names.contains(StatePath.component(name)) else { return }
      let average = make(model)
      try state.group(StatePath.component(name)) { (state) throws(StateError) in
        try average.restore(from: state)
      }
      self.average = average
    }
  }

  public func save(to state: inout StateWriter) { average?.save(to: &state) }

  public func restore(from state: StateReader) throws(StateError) {
    try average?.restore(from: state)
  }
}
