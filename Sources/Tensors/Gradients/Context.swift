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
  /// Values logged so far, in order.
  public private(set) var logged: [LoggedValue] = []
  /// What the pass saw of quantities whose running averages the model keeps, in order.
  public private(set) var observations: [Observation] = []
  private let position: Position
  private var calls: [String: UInt32] = [:]

  /// Creates a pass that trains.
  public static func training(on dispatcher: Dispatcher, at position: Position) -> Context {
    Context(tape: Tape(), dispatcher: dispatcher, position: position)
  }

  /// Creates a pass that only evaluates.
  public static func evaluation(on dispatcher: Dispatcher, seed: UInt64) -> Context {
    Context(tape: nil, dispatcher: dispatcher, position: Position(seed: seed))
  }

  private init(tape: Tape?, dispatcher: Dispatcher, position: Position) {
    self.tape = tape
    self.dispatcher = dispatcher
    self.position = position
  }

  /// Whether the pass trains.
  public var isTraining: Bool { tape != nil }

  /// A parameter's values, tracked when the pass trains.
  public subscript(_ parameter: Parameter) -> Tensor {
    tape?.leaf(parameter, value: parameter.value) ?? parameter.value
  }

  /// The random stream of a layer for its next call in this pass.
  ///
  /// A layer that is called twice in a pass draws different numbers.
  public func stream(_ kind: String, of place: LayerPlace) -> RandomStream {
    let name = "\(kind):\(place.path)"
    let call = calls[name, default: 0]
    calls[name] = call + 1
    return RandomStream(
      seed: position.seed, name: name, call: call, shard: position.shard,
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

  /// Runs `body` with operations attributed to a layer.
  public func within<Result>(_ place: LayerPlace, _ body: () -> Result) -> Result {
    dispatcher.within(layer: place.path, body)
  }

  /// Logs a scalar, averaged over the samples of an epoch or a validation.
  ///
  /// - Precondition: `value` has one element.
  public func log(
    _ name: String, _ value: Tensor, onStep: Bool = false, onEpoch: Bool = true,
    progressBar: Bool = false
  ) {
    precondition(value.count == 1, "log of '\(name)': a tensor of shape \(value.shape)")
    append(name, .mean(value.detached), onStep, onEpoch, progressBar)
  }

  /// Logs the share of rows whose largest score is at the label.
  ///
  /// - Shapes: scores `[n, classes]`, labels int32 `[n]`.
  public func logAccuracy(
    _ name: String, scores: Tensor, labels: Tensor, onStep: Bool = false, onEpoch: Bool = true,
    progressBar: Bool = false
  ) {
    append(name, .matches(scores.argmax(axis: -1), labels), onStep, onEpoch, progressBar)
  }

  private func append(
    _ name: String, _ quantity: LoggedValue.Quantity, _ onStep: Bool, _ onEpoch: Bool,
    _ progressBar: Bool
  ) {
    logged.append(
      LoggedValue(
        name: name, quantity: quantity, onStep: onStep, onEpoch: onEpoch,
        progressBar: progressBar))
  }
}
