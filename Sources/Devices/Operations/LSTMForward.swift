/// The recurrent part of an LSTM, over whole sequences (NUM-051).
///
/// Per sequence and step, with gates in the order i, f, g, o:
/// `a = p + (product rule of W·h + b); i, f, o = sigmoid a; g = tanh a; c′ = fma(f, c, i · g);
/// u = tanh c′; h′ = o · u`. The input part p is a `LinearForward` of its own.
public struct LSTMForward: CatalogueEntry {
  /// Sizes, and the operands that the gradient reads, too; all but W and the initial state are
  /// written, `gates` in place.
  public let pass: LSTMPass
  /// b, of the same type [4·H]; nil for none.
  public let bias: Operand?
  /// h after the last step, of the same type [B, H].
  public let lastHidden: Operand
  /// c after the last step, of the same type [B, H].
  public let lastCell: Operand

  /// Creates the operation; only `gates` may be an input and an output.
  public init(_ pass: LSTMPass, bias: Operand?, lastHidden: Operand, lastCell: Operand) {
    pass.shape.requireFit(
      "lstm", gates: 4, weight: pass.weight, bias: bias, states: [lastHidden, lastCell])
    self.pass = pass
    self.bias = bias
    self.lastHidden = lastHidden
    self.lastCell = lastCell
  }

  public var signature: String { "lstm \(pass.shape.signature)\(pass.output.typeLabel)" }
  public var inputs: [Operand] {
    [pass.gates, pass.weight] + [bias, pass.hidden, pass.cell].compactMap { $0 }
  }
  public var floatingPointOperations: Int { pass.shape.operations(gates: 4) }
  public var outputs: [Operand] {
    [pass.gates, pass.output, pass.cells, pass.squashed, lastHidden, lastCell]
  }
}
