public import Tensors

/// Normalises each channel over the batch, then scales and shifts it (NUM-111).
///
/// Channels are the last axis, so the same layer normalises rows and images. While training, the
/// statistics are those of the micro-batch's shard and move the running ones (NUM-113); an evaluation
/// uses the running ones.
///
/// - Shapes: `[…, channels] → […, channels]`; weight, bias and running statistics `[channels]`.
/// - Reference: S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by
///   reducing internal covariate shift", 2015.
public struct BatchNorm: UnaryLayer {
  /// Scale γ, starts at 1.
  public let weight: Parameter
  /// Shift β, starts at 0.
  public let bias: Parameter
  /// Running mean, starts at 0.
  public let runningMean: Buffer
  /// Running variance, unbiased, starts at 1.
  public let runningVariance: Buffer
  /// Share of a micro-batch in the running statistics.
  public let momentum: Double
  /// Added to the variance.
  public let epsilon: Double
  /// Whether the running statistics take the place of the batch's, and stay as they are, while weight
  /// and bias are frozen (NUM-122).
  public let keepsStatisticsWhenFrozen: Bool
  public let place = LayerPlace()

  /// Describes the layer.
  ///
  /// - Precondition: momentum is in 0 ... 1.
  public init(
    _ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5,
    keepsStatisticsWhenFrozen: Bool = true
  ) {
    precondition(momentum >= 0 && momentum <= 1, "batch norm with momentum \(momentum)")
    weight = Parameter([channels], .constant(1))
    bias = Parameter([channels], .constant(0))
    runningMean = Buffer([channels], initial: 0)
    runningVariance = Buffer([channels], initial: 1)
    self.momentum = momentum
    self.epsilon = epsilon
    self.keepsStatisticsWhenFrozen = keepsStatisticsWhenFrozen
  }

  public var contents: Contents {
    [
      "weight": weight, "bias": bias, "running_mean": runningMean,
      "running_variance": runningVariance,
    ]
  }

  /// Normalises each channel.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      let (gamma, beta) = (context[weight], context[bias])
      let isFrozen = !weight.isTrainable && !bias.isTrainable && keepsStatisticsWhenFrozen
      guard context.isTraining, !isFrozen else {
        return input.batchNorm(
          mean: runningMean.value, variance: runningVariance.value, gamma: gamma, beta: beta,
          epsilon: epsilon)
      }
      let result = input.batchNorm(gamma: gamma, beta: beta, epsilon: epsilon)
      let count = input.count / max(1, result.mean.count)
      if count > 0 {
        // One element has no unbiased variance; its own, +0, is taken.
        let correction = count > 1 ? Double(count) / Double(count - 1) : 1
        context.observe(result.mean, into: runningMean, momentum: momentum)
        context.observe(
          result.variance * correction, into: runningVariance, momentum: momentum)
      }
      return result.output
    }
  }
}
