import Devices
public import NumericsContract

/// One pass through a model: whether it trains, which random numbers it may draw, what it logs.
///
/// A pass that trains has a tape; an evaluation has none, so "no gradient" is not a switch but an
/// absence.
public final class Context {
  /// Where a pass stands; everything its random numbers depend on besides names.
  public struct Position: Sendable {
    /// Seed of the run.
    public var seed: UInt64
    /// Ordinal of the training micro-batch over the whole run, from 0.
    public var microBatch: UInt64
    /// Logical shard.
    public var shard: UInt32

    /// Creates a position.
    public init(seed: UInt64, microBatch: UInt64 = 0, shard: UInt32 = 0) {
      self.seed = seed
      self.microBatch = microBatch
      self.shard = shard
    }
  }

  /// The tape of a training pass.
  public let tape: Tape?
  /// The door to the device.
  public let dispatcher: Dispatcher
  /// The types that the pass computes in.
  public let precision: Precision
  /// Values logged so far, in order.
  public private(set) var logged: [LoggedValue] = []
  /// What the pass saw of quantities whose running averages the model keeps, in order.
  public private(set) var observations: [Observation] = []
  /// Hears of the output of each layer that says where it is, with its path; of several calls each time.
  public var onOutput: ((_ path: String, _ output: Tensor) -> Void)?
  private let position: Position
  private let tracked: ParameterSet?
  private let calls: CallCounter

  /// Creates a pass that trains.
  ///
  /// - Parameters:
  ///   - tracked: The parameters whose gradients are wanted; nil for all.
  ///   - calls: Counts what is called more than once, over all passes that share it.
  ///   - precision: The types that the pass computes in.
  public static func training(
    on dispatcher: Dispatcher, at position: Position, tracking tracked: ParameterSet? = nil,
    counting calls: CallCounter = CallCounter(), precision: Precision = .single
  ) -> Context {
    Context(
      tape: Tape(), dispatcher: dispatcher, position: position, tracked: tracked, calls: calls,
      precision: precision)
  }

  /// Creates a pass that only evaluates.
  public static func evaluation(
    on dispatcher: Dispatcher, seed: UInt64, precision: Precision = .single
  ) -> Context {
    Context(
      tape: nil, dispatcher: dispatcher, position: Position(seed: seed), tracked: nil,
      calls: CallCounter(), precision: precision)
  }

  private init(
    tape: Tape?, dispatcher: Dispatcher, position: Position, tracked: ParameterSet?,
    calls: CallCounter, precision: Precision
  ) {
    self.tape = tape
    self.dispatcher = dispatcher
    self.position = position
    self.tracked = tracked
    self.calls = calls
    self.precision = precision
  }

  /// Whether the pass trains.
  public var isTraining: Bool { tape != nil }

  /// A parameter's values, tracked when the pass trains and the parameter is not frozen.
  public subscript(_ parameter: Parameter) -> Tensor {
    guard let tape, parameter.isTrainable, tracked?.contains(parameter) ?? true else {
      return parameter.value
    }
    return tape.leaf(parameter, value: parameter.value)
  }

  /// The random stream of a layer for its next call in this pass.
  ///
  /// A layer that is called twice in a pass draws different numbers.
  public func stream(_ kind: String, of place: LayerPlace) -> RandomStream {
    stream("\(kind):\(place.path)")
  }

  /// The random stream of a name for its next use in this pass, such as the noise of a generator.
  public func stream(_ name: String) -> RandomStream {
    RandomStream(
      seed: position.seed, name: name, call: calls.next(name), shard: position.shard,
      position: position.microBatch)
  }

  /// Notes a value whose running average `buffer` keeps; `Observation.move` moves the average.
  ///
  /// - Precondition: the value has the buffer's shape, and momentum is in 0 ... 1.
  public func observe(_ value: Tensor, into buffer: Buffer, momentum: Double) {
    precondition(
      value.shape == buffer.shape && momentum >= 0 && momentum <= 1,
      "momentum \(momentum), a value of shape \(value.shape) for buffer '\(buffer.path)' of shape "
        + "\(buffer.shape)")
    observations.append(
      Observation(
        buffer: buffer, value: value.detached, momentum: momentum,
        layer: dispatcher.invocation.layer))
  }

  /// Runs `body` with operations attributed to a layer, and tells `onOutput` of the tensor it returns.
  public func within<Result>(_ place: LayerPlace, _ body: () -> Result) -> Result {
    let result = dispatcher.within(layer: place.path, body)
    if let onOutput, let output = result as? Tensor { onOutput(place.path, output) }
    return result
  }

  /// Tells `onOutput` of a layer's output where `within` returned something else.
  public func note(output: Tensor, of place: LayerPlace) { onOutput?(place.path, output) }

  /// Logs a scalar: at steps when the pass trains, over the samples of all batches when it evaluates,
  /// unless told otherwise.
  ///
  /// What is logged at steps and over epochs is written under two names, `name_step` and `name_epoch`;
  /// callbacks find the epoch's value under `name` too.
  ///
  /// - Parameters:
  ///   - onStep: Log it every `logEveryNSteps`; in a validation of a fit for each batch, counted by
  ///     itself for each loader; nil: when the pass trains.
  ///   - onEpoch: Log what `reduction` makes of an epoch; nil: when the pass evaluates.
  ///   - progressBar: Show it in the progress bar.
  ///   - logger: Give it to the loggers, not to callbacks alone.
  /// - Precondition: `value` has one element; not both `onStep` and `onEpoch` are false.
  public func log(
    _ name: String, _ value: Tensor, onStep: Bool? = nil, onEpoch: Bool? = nil,
    progressBar: Bool = false, logger: Bool = true, reduction: LoggedValue.Reduction = .mean
  ) {
    precondition(value.count == 1, "log of '\(name)': a tensor of shape \(value.shape)")
    append(name, .scalar(value.detached, reduction), onStep, onEpoch, progressBar, logger)
  }

  /// Logs the share of rows whose largest score is at the label.
  ///
  /// - Shapes: scores `[n, classes]`, labels int32 `[n]`.
  public func logAccuracy(
    _ name: String, scores: Tensor, labels: Tensor, onStep: Bool? = nil, onEpoch: Bool? = nil,
    progressBar: Bool = false, logger: Bool = true
  ) {
    append(
      name, .matches(scores.argmax(axis: -1), labels), onStep, onEpoch, progressBar, logger)
  }

  /// Logs what a metric makes of tensors, such as `Accuracy(topK: 5)` of scores and labels.
  ///
  /// The value of an epoch is that of all its samples, however they were cut into batches and shards.
  public func log(
    _ name: String, _ metric: some LoggedMetric, _ inputs: Tensor..., onStep: Bool? = nil,
    onEpoch: Bool? = nil, progressBar: Bool = false, logger: Bool = true
  ) {
    append(name, .metric(metric, inputs.map(\.detached)), onStep, onEpoch, progressBar, logger)
  }

  private func append(
    _ name: String, _ quantity: LoggedValue.Quantity, _ onStep: Bool?, _ onEpoch: Bool?,
    _ progressBar: Bool, _ logger: Bool
  ) {
    if onStep == false, onEpoch == false {
      dispatcher.refuse(
        "log of '\(name)'", "neither onStep nor onEpoch, so that nothing is ever written; set one")
    }
    logged.append(
      LoggedValue(
        name: name, quantity: quantity, onStep: onStep ?? isTraining,
        onEpoch: onEpoch ?? !isTraining, progressBar: progressBar, logger: logger))
  }
}
