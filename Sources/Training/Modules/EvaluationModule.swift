public import CanonicalJSON
import Layers
public import Tensors

/// A model and what is asked of it outside training: validation, test, prediction, hooks.
public protocol EvaluationModule: TrainingHooks {
  /// The network's type.
  associatedtype ModelType: Layer

  /// The network; its contents are what is trained and saved.
  var model: ModelType { get }

  /// Logs what should be known about a validation batch.
  func validationStep(_ batch: Batch, _ context: Context)

  /// Logs what should be known about a test batch.
  func testStep(_ batch: Batch, _ context: Context)

  /// Computes the outputs for a batch.
  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor]

  /// Calls the model for a batch, so that `ModelSummary` can watch it.
  func exampleStep(_ batch: Batch, _ context: Context)

  /// What identifies the module's settings in the `run:` map of a checkpoint.
  var configuration: JSONValue { get }
}

extension EvaluationModule {
  /// Logs nothing unless a module says otherwise.
  public func validationStep(_ batch: Batch, _ context: Context) {}

  /// Logs what a validation step does unless a module says otherwise.
  public func testStep(_ batch: Batch, _ context: Context) { validationStep(batch, context) }

  /// What a `UnaryLayer` makes of the inputs, unless a module says otherwise.
  ///
  /// - Precondition: the model is a `UnaryLayer`; of another one only the module knows the outputs.
  public func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
    guard let model = model as? any UnaryLayer else {
      preconditionFailure("\(Self.self) has no predictStep; write one that returns the outputs")
    }
    return [model(batch.inputs, context)]
  }

  /// A validation step unless a module says otherwise.
  public func exampleStep(_ batch: Batch, _ context: Context) { validationStep(batch, context) }

  /// The module's type name unless a module says more.
  public var configuration: JSONValue { ["module": .string("\(Self.self)")] }
}
