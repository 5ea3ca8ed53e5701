import Lockstep

/// Training a classifier: cross-entropy of the scores; accuracy for people.
struct ImageClassification<Classifier: UnaryLayer>: TrainingModule {
  let model: Classifier
  let optimizer: () -> AdamW
  let schedule: LearningRateSchedule

  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
    let loss = crossEntropy(model(batch.inputs, context), batch.labels)
    context.log("train_loss", loss, onStep: true, onEpoch: true)
    return loss
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    let scores = model(batch.inputs, context)
    context.log("val_loss", crossEntropy(scores, batch.labels))
    context.logAccuracy("val_accuracy", scores: scores, labels: batch.labels)
  }

  func configureOptimizer() -> AdamW { optimizer() }
}
