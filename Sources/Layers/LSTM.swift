public import Tensors

/// Long short-term memory: layers of recurrent cells over whole sequences (NUM-051, NUM-055).
///
/// - Shapes: `[batch, steps, inputs] → [batch, steps, hidden]`; the states of a layer are
///   `[batch, hidden]`.
/// - Reference: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997.
public struct LSTM: PlacedLayer {
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
      layers, from: inputs, to: hidden, gates: 4, bias: bias)
  }

  public var contents: Contents {
    Contents(layers.enumerated().map { ("\($0.offset)", $0.element) })
  }

  /// Takes all steps.
  ///
  /// - Parameter states: State of each layer before the first step; +0 unless given.
  /// - Returns: h of the last layer after each step, and the state of each layer after the last.
  /// - Precondition: there are no states, or one for each layer.
  public func callAsFunction(
    _ input: Tensor, from states: [LSTMState]? = nil, _ context: Context
  ) -> (outputs: Tensor, last: [LSTMState]) {
    precondition(
      states == nil || states?.count == layers.count,
      "\(states?.count ?? 0) initial states for \(layers.count) layers")
    return context.within(place) {
      var outputs = input
      var last: [LSTMState] = []
      for (index, layer) in layers.enumerated() {
        let result = outputs.lstm(layer.weights(in: context), from: states?[index])
        outputs = result.outputs
        last.append(result.last)
      }
      return (outputs, last)
    }
  }
}
