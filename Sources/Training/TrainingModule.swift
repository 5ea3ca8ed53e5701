public import CanonicalJSON
public import Optimizers
public import Tensors

/// What to train: a model, its loss, and how to optimize it.
///
///     struct Digits: TrainingModule {
///       let model: Classifier
///       func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
///         crossEntropy(model(batch.inputs, context), batch.labels)
///       }
///       func configureOptimizer() -> AdamW { AdamW(learningRate: 1e-3) }
///     }
public protocol TrainingModule {
  /// The network's type.
  associatedtype ModelType: Layer
  /// The optimizer's type.
  associatedtype OptimizerType: Optimizer

  /// The network; its contents are what is trained and saved.
  var model: ModelType { get }

  /// Computes the loss of a micro-batch: a scalar.
  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor

  /// Logs what should be known about a validation batch.
  func validationStep(_ batch: Batch, _ context: Context)

  /// Makes the optimizer, once per run.
  func configureOptimizer() -> OptimizerType

  /// The learning rate as a function of the step.
  var schedule: LearningRateSchedule { get }

  /// What identifies the module's settings in the `run:` map of a checkpoint.
  var configuration: JSONValue { get }
}

extension TrainingModule {
  /// Logs nothing unless a module says otherwise.
  public func validationStep(_ batch: Batch, _ context: Context) {}

  /// Constant unless a module says otherwise.
  public var schedule: LearningRateSchedule { .constant }

  /// The module's type name unless a module says more.
  public var configuration: JSONValue { ["module": .string("\(Self.self)")] }
}
