public import Tensors

/// Parameters of one layer of a recurrent network; all start uniform in ±1 ÷ √H (NUM-055).
public struct RecurrentParameters: Layer {
  /// Weight of the input, `[gates · H, F]`.
  public let inputWeight: Parameter
  /// Weight of the hidden state, `[gates · H, H]`.
  public let hiddenWeight: Parameter
  /// Bias of the input's product, `[gates · H]`.
  public let inputBias: Parameter?
  /// Bias of the hidden state's product, `[gates · H]`.
  public let hiddenBias: Parameter?

  /// Describes the parameters of `gates` gates.
  init(from inputs: Int, to hidden: Int, gates: Int, bias: Bool) {
    precondition(
      inputs >= 1 && hidden >= 1,
      "a recurrent layer from \(inputs) inputs to \(hidden) hidden elements")
    let rows = gates * hidden
    inputWeight = Parameter([rows, inputs], .fanIn(hidden))
    hiddenWeight = Parameter([rows, hidden], .fanIn(hidden))
    inputBias = bias ? Parameter([rows], .fanIn(hidden)) : nil
    hiddenBias = bias ? Parameter([rows], .fanIn(hidden)) : nil
  }

  public var contents: Contents {
    var parts: [(String, any LayerPart)] = [
      ("inputWeight", inputWeight), ("hiddenWeight", hiddenWeight),
    ]
    if let inputBias { parts.append(("inputBias", inputBias)) }
    if let hiddenBias { parts.append(("hiddenBias", hiddenBias)) }
    return Contents(parts)
  }

  /// The parameters in a pass.
  func weights(in context: Context) -> RecurrentWeights {
    RecurrentWeights(
      input: context[inputWeight], hidden: context[hiddenWeight],
      inputBias: inputBias.map { context[$0] }, hiddenBias: hiddenBias.map { context[$0] })
  }
}
