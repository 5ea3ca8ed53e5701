import NumericsContract

/// Weights of one layer and direction of a recurrent network (NUM-051, NUM-053).
///
/// Rows are gates: of an LSTM i, f, g, o, of a GRU r, z, n, each of H rows. Both products may have a
/// bias of their own; a GRU needs the one of h where it is.
public struct RecurrentWeights {
  /// Weight of the input, `[gates · H, F]`.
  public let input: Tensor
  /// Weight of the hidden state, `[gates · H, H]`.
  public let hidden: Tensor
  /// Bias of the input's product, `[gates · H]`.
  public let inputBias: Tensor?
  /// Bias of the hidden state's product, `[gates · H]`.
  public let hiddenBias: Tensor?

  /// Joins weights.
  public init(
    input: Tensor, hidden: Tensor, inputBias: Tensor? = nil, hiddenBias: Tensor? = nil
  ) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }

  /// All of them, of which some may be absent.
  var all: [Tensor?] { [input, hidden, inputBias, hiddenBias] }

  /// The same in binary32.
  var widened: RecurrentWeights {
    RecurrentWeights(
      input: input.widened, hidden: hidden.widened, inputBias: inputBias?.widened,
      hiddenBias: hiddenBias?.widened)
  }

  /// Stops the program unless the shapes fit sequences, gates and initial states.
  func requireFit(_ operation: String, gates: Int, _ sequences: Tensor, states: [Tensor?]) {
    let found = sequences.shape
    let size = hidden.shape.rank == 2 ? hidden.shape[1] : 0
    if found.rank != 3 || size == 0 || hidden.shape != [gates * size, size]
      || input.shape != [gates * size, found[2]]
    {
      sequences.dispatcher.refuse(
        operation,
        "input of shape \(found) and weights of shapes \(input.shape) and \(hidden.shape) do not "
          + "fit; expected [batch, steps, f], [\(gates)·h, f] and [\(gates)·h, h]")
    }
    for bias in [inputBias, hiddenBias].compactMap({ $0 }) where bias.shape != [gates * size] {
      sequences.dispatcher.refuse(
        operation, "weight of shape \(hidden.shape) and bias of shape \(bias.shape) do not fit")
    }
    for state in states.compactMap({ $0 }) where state.shape != [found[0], size] {
      sequences.dispatcher.refuse(
        operation,
        "input of shape \(found) and initial state of shape \(state.shape) do not fit; expected "
          + "[\(found[0]), \(size)]")
    }
  }
}

extension Tensor {
  /// x·Wᵀ (+ b) of all steps in one product: [batch, steps, f] → [batch · steps, gates · h].
  func inputPart(_ weights: RecurrentWeights) -> Tensor {
    reshaped(to: [shape[0] * shape[1], shape[2]])
      .linear(weight: weights.input, bias: weights.inputBias)
  }
}
