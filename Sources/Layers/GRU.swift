public import Tensors

/// Gated recurrent units: layers of recurrent cells over whole sequences (NUM-053, NUM-055).
///
/// - Shapes: `[batch, steps, inputs] → [batch, steps, hidden]`, or `2 · hidden` in both directions; the
///   state of a layer and direction is `[batch, hidden]`.
/// - Reference: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for
///   statistical machine translation", 2014.
public struct GRU: PlacedLayer {
  private let stack: RecurrentStack
  public let place = LayerPlace()

  /// Describes the network.
  ///
  /// - Parameters:
  ///   - inputs: Features of a step.
  ///   - hidden: Elements of the hidden state of each layer.
  ///   - layers: Layers, each reading the outputs of the one before.
  ///   - bias: Whether both products add a bias.
  ///   - bidirectional: Whether each layer takes the steps in both orders and joins the outputs.
  public init(
    from inputs: Int, to hidden: Int, layers: Int = 1, bias: Bool = true,
    bidirectional: Bool = false
  ) {
    stack = RecurrentStack(
      layers, from: inputs, to: hidden, gates: 3, bias: bias, bidirectional: bidirectional)
  }

  /// Parameters of each layer, first to last.
  public var layers: [RecurrentParameters] { stack.forward }

  /// Parameters of each layer for the steps in reversed order; empty unless it takes them too.
  public var reversedLayers: [RecurrentParameters] { stack.reversed }

  public var contents: Contents { stack.contents }

  /// Takes all steps.
  ///
  /// - Parameter states: h of each layer before the first step, +0 unless given; of two directions
  ///   first that of the forward one.
  /// - Returns: h of the last layer after each step, and h of each layer after the last that was
  ///   taken.
  /// - Precondition: there are no states, or one for each layer and direction.
  public func callAsFunction(
    _ input: Tensor, from states: [Tensor]? = nil, _ context: Context
  ) -> (outputs: Tensor, last: [Tensor]) {
    let found = context.within(place) {
      stack(input, from: states) { input, parameters, state, isReversed in
        input.gru(parameters.weights(in: context), from: state, reversed: isReversed)
      }
    }
    context.note(output: found.outputs, of: place)
    return found
  }
}
