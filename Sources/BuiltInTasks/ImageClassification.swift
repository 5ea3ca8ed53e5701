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

  func validationStep(_ batch: Batch, _ context: Context) { judge("val", batch, context) }

  func testStep(_ batch: Batch, _ context: Context) { judge("test", batch, context) }

  /// The probability of each class.
  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
    [model(batch.inputs, context).softmax()]
  }

  func configureOptimizer() -> AdamW { optimizer() }

  private func judge(_ stage: String, _ batch: Batch, _ context: Context) {
    let scores = model(batch.inputs, context)
    context.log("\(stage)_loss", crossEntropy(scores, batch.labels))
    context.logAccuracy("\(stage)_accuracy", scores: scores, labels: batch.labels)
  }
}
