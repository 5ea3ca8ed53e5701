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
///
/// One with several optimizers, or with a say in when they step, is a `ManualTrainingModule`.
public protocol TrainingModule: EvaluationModule {
  /// The optimizer's type.
  associatedtype OptimizerType: Optimizer

  /// Computes the loss of a micro-batch: a scalar.
  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor

  /// Makes the optimizer, once per run.
  func configureOptimizer() -> OptimizerType

  /// The learning rate as a function of the step.
  var schedule: LearningRateSchedule { get }

  /// How the learning rates move, where there is more to say than `schedule` does: by epochs, by a metric.
  func configureScheduler() -> SchedulerConfiguration
}

extension TrainingModule {
  /// A training step that evaluates, unless a module says otherwise.
  public func exampleStep(_ batch: Batch, _ context: Context) {
    _ = trainingStep(batch, context)
  }

  /// Constant unless a module says otherwise.
  public var schedule: LearningRateSchedule { .constant }

  /// The schedule, step by step, unless a module says otherwise.
  public func configureScheduler() -> SchedulerConfiguration { SchedulerConfiguration(schedule) }
}
