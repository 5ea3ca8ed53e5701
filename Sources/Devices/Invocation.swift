/// Where in a run an operation happens: what a trace, a replay or an error message names.
public struct Invocation: Sendable {
  /// The part of a training step an operation belongs to.
  public enum Phase: String, Sendable {
    /// Before the first step: initial values.
    case initialization
    /// Loss of a training micro-batch.
    case forward
    /// Gradients of a training micro-batch.
    case backward
    /// Accumulation, clipping and the optimizer's update.
    case update
    /// Anything that does not train: validation, test, prediction.
    case evaluation
  }

  /// Numerics profile that the operation must obey.
  public var profile: Profile
  /// The training step that is being computed (1 for the first).
  public var step: Int
  /// The part of the step.
  public var phase: Phase
  /// Path of the layer that asked for the operation, empty outside layers.
  public var layer: String
  /// Place within the step, counted from 0 over primitive operations.
  public var ordinal: Int

  /// Creates an invocation at the start of a run.
  public init(
    profile: Profile = .ordered, step: Int = 0, phase: Phase = .initialization,
    layer: String = "", ordinal: Int = 0
  ) {
    self.profile = profile
    self.step = step
    self.phase = phase
    self.layer = layer
    self.ordinal = ordinal
  }
}
