/// The recurrent part of a GRU, over whole sequences (NUM-053).
///
/// Per sequence and step, with gates in the order r, z, n and `q = product rule of W·h + b`:
/// `r = sigmoid(p + q); z = sigmoid(p + q); n = tanh(fma(r, q, p));
/// h′ = fma(z, h, (1 − z) · n)`. The input part p is a `LinearForward` of its own.
public struct GRUForward: CatalogueEntry {
  /// Sizes, and the operands that the gradient reads, too; all but W and the initial state are
  /// written, `gates` in place.
  public let pass: GRUPass
  /// b, of the same type [3·H]; nil for none.
  public let bias: Operand?
  /// h after the last step, of the same type [B, H].
  public let lastHidden: Operand

  /// Creates the operation; only `gates` may be an input and an output.
  public init(_ pass: GRUPass, bias: Operand?, lastHidden: Operand) {
    pass.shape.requireFit(
      "gru", gates: 3, weight: pass.weight, bias: bias, states: [lastHidden])
    self.pass = pass
    self.bias = bias
    self.lastHidden = lastHidden
  }

  public var signature: String { "gru \(pass.shape.signature)\(pass.output.typeLabel)" }
  public var inputs: [Operand] {
    [pass.gates, pass.weight] + [bias, pass.hidden].compactMap { $0 }
  }
  public var floatingPointOperations: Int { pass.shape.operations(gates: 3) }
  public var outputs: [Operand] { [pass.gates, pass.output, pass.candidate, lastHidden] }
}
