/// What a forward pass of an LSTM and its gradient have in common (NUM-051).
///
/// B sequences of T steps, H elements of hidden state.
public struct LSTMPass: Sendable {
  /// Sizes and direction.
  public let shape: RecurrentShape
  /// binary32 or binary64 [B, T, 4·H]: p before the forward pass, (i, f, g, o) from then on.
  public let gates: Operand
  /// W, of the same type [4·H, H].
  public let weight: Operand
  /// h before the first step, of the same type [B, H]; nil for +0.
  public let hidden: Operand?
  /// c before the first step, of the same type [B, H]; nil for +0.
  public let cell: Operand?
  /// h after each step, of the same type [B, T, H].
  public let output: Operand
  /// c after each step, of the same type [B, T, H].
  public let cells: Operand
  /// u = tanh c of each step, of the same type [B, T, H].
  public let squashed: Operand

  /// Creates a pass; `gates` may not overlap another operand.
  public init(
    _ shape: RecurrentShape, gates: Operand, weight: Operand, hidden: Operand?, cell: Operand?,
    output: Operand, cells: Operand, squashed: Operand
  ) {
    shape.requireFit(
      "lstm", gates: 4, weight: weight, gated: [gates], sequences: [output, cells, squashed],
      states: [hidden, cell])
    self.shape = shape
    self.gates = gates
    self.weight = weight
    self.hidden = hidden
    self.cell = cell
    self.output = output
    self.cells = cells
    self.squashed = squashed
  }
}
