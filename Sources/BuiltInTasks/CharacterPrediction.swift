import Lockstep

/// Training a language model of characters: cross-entropy of those that it is to find.
struct CharacterPrediction<Network: UnaryLayer>: TrainingModule {
  let model: Network
  /// The label of characters that are not asked for; nil when all are.
  var ignoredLabel: Int32?
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

  func testStep(_ batch: Batch, _ context: Context) {
    context.log("test_loss", loss(batch, context))
  }

  /// The probability of each character at each place: samples, places, characters.
  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
    let found = model(batch.inputs, context).softmax()
    return [found.reshaped(to: Shape(batch.inputs.shape.axes + [found.shape[1]]))]
  }

  func configureOptimizer() -> AdamW { optimizer() }

  /// Mean over the characters of the batch that are asked for; 0 where a batch or a shard has none.
  private func loss(_ batch: Batch, _ context: Context) -> Tensor {
    let labels = batch.labels.reshaped(to: [batch.labels.count])
    let scores = model(batch.inputs, context)
    guard let ignoredLabel else { return crossEntropy(scores, labels) }
    let sum = crossEntropy(scores, labels, ignoredLabel: ignoredLabel, reduction: .sum)
    let chosen = (labels .!= Double(ignoredLabel)).converted(to: sum.type).sum()
    return sum / maximum(chosen, 1)
  }
}
