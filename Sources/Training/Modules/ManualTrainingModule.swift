import Tensors

/// What to train where the module itself decides which optimizer steps when: a GAN, reinforcement
/// learning.
///
///     func trainingStep(_ step: ManualStep) throws {
///       try step.backward("critic") { batch, context in criticLoss(batch, context) }
///       try step.update("critic")
///       if step.batch.isMultiple(of: 5) {
///         try step.backward("generator") { batch, context in generatorLoss(batch, context) }
///         try step.update("generator")
///       }
///     }
public protocol ManualTrainingModule: EvaluationModule {
  /// Trains on a batch with the optimizers that it names.
  func trainingStep(_ step: ManualStep) throws

  /// Makes the optimizers, once per run; no two share a name or a parameter.
  func configureOptimizers() -> [NamedOptimizer]
}
