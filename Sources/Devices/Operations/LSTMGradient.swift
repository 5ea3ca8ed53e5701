/// Gradients of `LSTMForward` with respect to the gates' sums and the initial state (NUM-052).
///
/// Per sequence, from the last step taken to the first, with ρ and κ starting as the gradients of the
/// last h and c: `δh = dy + ρ; δc = fma(δh · o, fma(−u, u, 1), κ);
/// da = ((δc · g) · (i · (1 − i)), (δc · c) · (f · (1 − f)), (δc · i) · fma(−g, g, 1),
/// (δh · u) · (o · (1 − o))); κ = δc · f; ρ = product rule of da·W`. (W and b: products and column
/// sums of the catalogue.)
public struct LSTMGradient: CatalogueEntry {
  /// The forward pass, complete.
  public let pass: LSTMPass
  /// dy, the gradient of the output, of the same type [B, T, H]; nil for +0.
  public let upstream: Operand?
  /// Gradient of the last h, of the same type [B, H]; nil for +0.
  public let upstreamHidden: Operand?
  /// Gradient of the last c, of the same type [B, H]; nil for +0.
  public let upstreamCell: Operand?
  /// da, of the same type [B, T, 4·H].
  public let gateGradient: Operand
  /// h before each step, of the same type [B, T, H]: the other factor of W's gradient.
  public let previous: Operand
  /// ρ in the end, the gradient of the initial h, of the same type [B, H].
  public let hiddenGradient: Operand
  /// κ in the end, the gradient of the initial c, of the same type [B, H].
  public let cellGradient: Operand

  /// Creates the operation; no output may overlap an input.
  public init(
    _ pass: LSTMPass, upstream: Operand?, upstreamHidden: Operand?, upstreamCell: Operand?,
    into gateGradient: Operand, previous: Operand, hiddenGradient: Operand, cellGradient: Operand
  ) {
    pass.shape.requireFit(
      "lstmGradient", gates: 4, weight: pass.weight, gated: [gateGradient],
      sequences: [upstream, previous],
      states: [upstreamHidden, upstreamCell, hiddenGradient, cellGradient])
    self.pass = pass
    self.upstream = upstream
    self.upstreamHidden = upstreamHidden
    self.upstreamCell = upstreamCell
    self.gateGradient = gateGradient
    self.previous = previous
    self.hiddenGradient = hiddenGradient
    self.cellGradient = cellGradient
  }

  public var signature: String { "lstmGradient \(pass.shape.signature)\(pass.output.typeLabel)" }
  public var inputs: [Operand] {
    [pass.gates, pass.weight, pass.output, pass.cells, pass.squashed]
      + [pass.hidden, pass.cell, upstream, upstreamHidden, upstreamCell].compactMap { $0 }
  }
  public var floatingPointOperations: Int { pass.shape.operations(gates: 4) }
  public var outputs: [Operand] { [gateGradient, previous, hiddenGradient, cellGradient] }
}
