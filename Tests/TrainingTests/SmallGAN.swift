import Datasets
import Layers
import NumericsContract
import Optimizers
import Tensors
import Training

/// A generator and a critic with dropout, each with its own Adam; the critic steps on every batch, the
/// generator on every fifth with the gradients of all five.
struct SmallGAN: ManualTrainingModule {
  struct Network: Layer {
    let generator = Linear(from: 3, to: SmallTask.features)
    let hidden = Linear(from: SmallTask.features, to: 6)
    let dropout = Dropout(0.25)
    let score = Linear(from: 6, to: 1)

    var critic: Critic { Critic(hidden: hidden, score: score) }

    var contents: Contents {
      ["generator": generator, "hidden": hidden, "dropout": dropout, "score": score]
    }

    func judge(_ samples: Tensor, _ context: Context) -> Tensor {
      score(dropout(hidden(samples, context).relu(), context), context)
    }
  }

  /// The part that the critic's optimizer updates.
  struct Critic: Layer {
    let hidden: Linear
    let score: Linear
    var contents: Contents { ["hidden": hidden, "score": score] }
  }

  let model = Network()
  /// Batches between the generator's updates.
  var interval = 5

  func configureOptimizers() -> [NamedOptimizer] {
    [
      NamedOptimizer(
        "critic", Adam(learningRate: 0.02), updating: model.critic,
        scheduler: SchedulerConfiguration(.step(interval: 4, factor: 0.5))),
      NamedOptimizer("generator", Adam(learningRate: 0.01), updating: model.generator),
    ]
  }

  private func fake(_ count: Int, _ context: Context) -> Tensor {
    let noise = context.stream("noise").fillNormal(count: count * 3)
    return model.generator(
      Tensor(
        noise, as: context.precision.numberType, shape: [count, 3], on: context.dispatcher), context
    )
  }

  func trainingStep(_ step: ManualStep) throws {
    try step.backward("critic") { batch, context in
      let real = model.judge(batch.inputs, context)
      let made = model.judge(fake(batch.count, context), context)
      let loss = (made.sigmoid().mean() - real.sigmoid().mean())
      context.log("critic_loss", loss, onStep: true, onEpoch: true)
      return loss
    }
    try step.update("critic", clipNorm: 1)
    try step.backward("generator") { batch, context in
      let loss = model.judge(fake(batch.count, context), context).sigmoid().mean() * -1
      context.log("generator_loss", loss, onStep: false, onEpoch: true)
      return loss
    }
    if (step.run.microBatch + 1).isMultiple(of: interval) { try step.update("generator") }
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    context.log("val_score", model.judge(batch.inputs, context).mean())
  }

  /// Bits of all parameters.
  func weights() throws -> [[UInt32]] {
    try [
      model.generator.weight, model.generator.bias, model.hidden.weight, model.hidden.bias,
      model.score.weight, model.score.bias,
    ].compactMap { $0 }.map { try $0.value.words() }
  }
}
