import Lockstep

/// Training a language model: cross-entropy of each character's successor.
struct NextCharacter<Network: UnaryLayer>: TrainingModule {
  let model: Network
  let optimizer: () -> AdamW
  let schedule: LearningRateSchedule

  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
    let loss = loss(batch, context)
    context.log("train_loss", loss, onStep: true, onEpoch: true)
    return loss
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    context.log("val_loss", loss(batch, context))
  }

  func configureOptimizer() -> AdamW { optimizer() }

  /// Mean over all characters of the batch.
  private func loss(_ batch: Batch, _ context: Context) -> Tensor {
    let labels = batch.labels.reshaped(to: [batch.labels.count])
    return crossEntropy(model(batch.inputs, context), labels)
  }
}
