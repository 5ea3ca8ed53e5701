import Lockstep

/// Training a generator of images against a discriminator, in turns on every batch.
///
/// - Reference: I. Goodfellow et al., "Generative adversarial nets", 2014; the generator's loss is the one
///   of its section 3 that does not saturate.
struct DigitsAdversaries: ManualTrainingModule {
  /// Pixels of an image.
  private static let pixels = 64

  /// Two networks that share nothing but their run.
  struct Network: Layer {
    let generator: Perceptron
    let discriminator: Perceptron
    /// Numbers of noise that an image is made of.
    let noise: Int

    init(noise: Int, hidden width: Int, dropout: Double) {
      self.noise = noise
      generator = Perceptron(from: noise, hidden: width, to: pixels)
      discriminator = Perceptron(from: pixels, hidden: width, to: 1, dropout: dropout)
    }

    var contents: Contents { ["generator": generator, "discriminator": discriminator] }
  }

  let model: Network
  let generatorOptimizer: () -> Adam
  let discriminatorOptimizer: () -> Adam

  func configureOptimizers() -> [NamedOptimizer] {
    [
      NamedOptimizer("discriminator", discriminatorOptimizer(), updating: model.discriminator),
      NamedOptimizer("generator", generatorOptimizer(), updating: model.generator),
    ]
  }

  func trainingStep(_ step: ManualStep) throws {
    try step.backward("discriminator") { batch, context in
      let real = loss(of: batch.inputs, taken: 1, context)
      let loss = real + self.loss(of: images(batch.count, context), taken: 0, context)
      context.log("discriminator_loss", loss, onStep: true, onEpoch: true)
      return loss
    }
    try step.update("discriminator")
    try step.backward("generator") { batch, context in
      let loss = loss(of: images(batch.count, context), taken: 1, context)
      context.log("generator_loss", loss, onStep: true, onEpoch: true)
      return loss
    }
    try step.update("generator")
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    context.log("val_distance", distance(images(batch.count, context), batch.inputs))
  }

  func testStep(_ batch: Batch, _ context: Context) {
    context.log("test_distance", distance(images(batch.count, context), batch.inputs))
  }

  func exampleStep(_ batch: Batch, _ context: Context) {
    _ = model.discriminator(images(batch.count, context), context)
  }

  /// As many images as the batch has.
  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
    [images(batch.count, context)]
  }

  /// Images of the pass's noise.
  private func images(_ count: Int, _ context: Context) -> Tensor {
    let noise = context.stream("noise").fillNormal(count: count * model.noise)
    let rows = Tensor(
      noise, as: context.precision.numberType, shape: [count, model.noise],
      on: context.dispatcher)
    return model.generator(rows, context).sigmoid()
  }

  /// Mean cross-entropy of the discriminator's scores when the images are taken for real (1) or made (0).
  private func loss(of images: Tensor, taken answer: Float, _ context: Context) -> Tensor {
    let scores = model.discriminator(images, context)
    let answers = Tensor(
      [Float](repeating: answer, count: scores.count), as: scores.type, shape: scores.shape,
      on: context.dispatcher)
    return binaryCrossEntropy(logits: scores, answers)
  }

  /// How differently two sets of images are distributed: the square of the maximum mean discrepancy with
  /// the kernel `(x·y ÷ 64 + 1)³`, 0 where means, variances and third moments agree.
  ///
  /// - Reference: A. Gretton et al., "A kernel two-sample test", 2012, equation 5.
  private func distance(_ made: Tensor, _ real: Tensor) -> Tensor {
    func kernel(_ left: Tensor, _ right: Tensor) -> Tensor {
      let likeness = left.matmul(right, transposeB: true) / Double(Self.pixels) + 1
      return (likeness * likeness * likeness).mean()
    }
    return (kernel(made, made) + kernel(real, real)) - kernel(made, real) * 2
  }
}
