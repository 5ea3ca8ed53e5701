public import Tensors

/// Gated recurrent units: layers of recurrent cells over whole sequences (NUM-053, NUM-055).
///
/// - Shapes: `[batch, steps, inputs] → [batch, steps, hidden]`; the state of a layer is
///   `[batch, hidden]`.
/// - Reference: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for
///   statistical machine translation", 2014.
public struct GRU: PlacedLayer {
  /// Parameters of each layer, first to last.
  public let layers: [RecurrentParameters]
  public let place = LayerPlace()

  /// Describes the network.
  ///
  /// - Parameters:
  ///   - inputs: Features of a step.
  ///   - hidden: Elements of the hidden state of each layer.
  ///   - layers: Layers, each reading the outputs of the one before.
  ///   - bias: Whether both products add a bias.
  public init(from inputs: Int, to hidden: Int, layers: Int = 1, bias: Bool = true) {
    self.layers = RecurrentParameters.stack(
      layers, from: inputs, to: hidden, gates: 3, bias: bias)
  }

  public var contents: Contents {
    Contents(layers.enumerated().map { ("\($0.offset)", $0.element) })
  }

  /// Takes all steps.
  ///
  /// - Parameter states: h of each layer before the first step; +0 unless given.
  /// - Returns: h of the last layer after each step, and h of each layer after the last.
  /// - Precondition: there are no states, or one for each layer.
  public func callAsFunction(
    _ input: Tensor, from states: [Tensor]? = nil, _ context: Context
  ) -> (outputs: Tensor, last: [Tensor]) {
    precondition(
      states == nil || states?.count == layers.count,
      "\(states?.count ?? 0) initial states for \(layers.count) layers")
    return context.within(place) {
      var outputs = input
      var last: [Tensor] = []
      for (index, layer) in layers.enumerated() {
        let result = outputs.gru(layer.weights(in: context), from: states?[index])
        outputs = result.outputs
        last.append(result.last)
      }
      return (outputs, last)
    }
  }
}
