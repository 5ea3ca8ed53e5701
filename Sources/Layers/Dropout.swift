public import Tensors

/// While training, drops elements with a probability and scales the others (NUM-023).
///
/// The mask is a function of the seed, the layer's path, the call within the pass, the logical shard and
/// the ordinal of the micro-batch: nothing is consumed, so another layer never shifts it.
///
/// - Reference: N. Srivastava et al., "Dropout: a simple way to prevent neural networks from
///   overfitting", 2014.
public struct Dropout: UnaryLayer {
  /// Probability of dropping an element.
  public let probability: Double
  public let place = LayerPlace()

  /// Creates the layer.
  ///
  /// - Precondition: `0 ≤ probability < 1`.
  public init(_ probability: Double) {
    precondition(
      probability >= 0 && probability < 1, "dropout of \(probability); it must be in 0 ..< 1")
    self.probability = probability
  }

  public var contents: Contents { [:] }
  public var drawsRandomNumbers: Bool { probability > 0 }

  /// Applies the mask while training; otherwise returns the input.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    guard context.isTraining, probability > 0 else {
      return context.within(place) { input }
    }
    let stream = context.stream("dropout", of: place)
    return context.within(place) { input.dropout(probability, stream: stream) }
  }
}
