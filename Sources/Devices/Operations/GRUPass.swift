/// What a forward pass of a GRU and its gradient have in common (NUM-053).
///
/// B sequences of T steps, H elements of hidden state.
public struct GRUPass: Sendable {
  /// Sizes and direction.
  public let shape: RecurrentShape
  /// binary32 or binary64 [B, T, 3·H]: p before the forward pass, (r, z, n) from then on.
  public let gates: Operand
  /// W, of the same type [3·H, H].
  public let weight: Operand
  /// h before the first step, of the same type [B, H]; nil for +0.
  public let hidden: Operand?
  /// h after each step, of the same type [B, T, H].
  public let output: Operand
  /// q of the gate n in each step, of the same type [B, T, H].
  public let candidate: Operand

  /// Creates a pass; `gates` may not overlap another operand.
  public init(
    _ shape: RecurrentShape, gates: Operand, weight: Operand, hidden: Operand?, output: Operand,
    candidate: Operand
  ) {
    shape.requireFit(
      "gru", gates: 3, weight: weight, gated: [gates], sequences: [output, candidate],
      states: [hidden])
    self.shape = shape
    self.gates = gates
    self.weight = weight
    self.hidden = hidden
    self.output = output
    self.candidate = candidate
  }
}
