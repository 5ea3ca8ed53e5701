import Lockstep

/// Training a masked-language model: cross-entropy of the characters that were chosen to be found.
///
/// - Reference: J. Devlin et al., "BERT: pre-training of deep bidirectional transformers for language
///   understanding", NAACL 2019, section 3.1.
struct HiddenCharacters<Network: UnaryLayer>: TrainingModule {
  let model: Network
  /// The label of characters that were not chosen.
  let ignoredLabel: Int32
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

  /// Mean over the chosen characters of the batch; 0 where a batch or a shard has none.
  private func loss(_ batch: Batch, _ context: Context) -> Tensor {
    let labels = batch.labels.reshaped(to: [batch.labels.count])
    let sum = crossEntropy(
      model(batch.inputs, context), labels, ignoredLabel: ignoredLabel, reduction: .sum)
    let chosen = (labels .!= Double(ignoredLabel)).converted(to: .float32).sum()
    return sum / maximum(chosen, 1)
  }
}
