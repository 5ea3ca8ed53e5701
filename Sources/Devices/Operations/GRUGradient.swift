/// Gradients of `GRUForward` with respect to both parts of the gates and the initial state (NUM-054).
///
/// Per sequence, from the last step taken to the first, with ρ starting as the gradient of the last
/// h: `δh = dy + ρ; dn = (δh · (1 − z)) · fma(−n, n, 1); dz = (δh · (h − n)) · (z · (1 − z));
/// dr = (dn · q) · (r · (1 − r)); dp = (dr, dz, dn); dq = (dr, dz, dn · r);
/// ρ = fma(δh, z, product rule of dq·W)`. (W and b: products and column sums of the catalogue.)
public struct GRUGradient: CatalogueEntry {
  /// The forward pass, complete.
  public let pass: GRUPass
  /// dy, the gradient of the output, of the same type [B, T, H]; nil for +0.
  public let upstream: Operand?
  /// Gradient of the last h, of the same type [B, H]; nil for +0.
  public let upstreamHidden: Operand?
  /// dp, of the same type [B, T, 3·H].
  public let inputGradient: Operand
  /// dq, of the same type [B, T, 3·H].
  public let gateGradient: Operand
  /// h before each step, of the same type [B, T, H]: the other factor of W's gradient.
  public let previous: Operand
  /// ρ in the end, the gradient of the initial h, of the same type [B, H].
  public let hiddenGradient: Operand

  /// Creates the operation; no output may overlap an input.
  public init(
    _ pass: GRUPass, upstream: Operand?, upstreamHidden: Operand?, into inputGradient: Operand,
    gateGradient: Operand, previous: Operand, hiddenGradient: Operand
  ) {
    pass.shape.requireFit(
      "gruGradient", gates: 3, weight: pass.weight, gated: [inputGradient, gateGradient],
      sequences: [upstream, previous], states: [upstreamHidden, hiddenGradient])
    self.pass = pass
    self.upstream = upstream
    self.upstreamHidden = upstreamHidden
    self.inputGradient = inputGradient
    self.gateGradient = gateGradient
    self.previous = previous
    self.hiddenGradient = hiddenGradient
  }

  public var signature: String { "gruGradient \(pass.shape.signature)\(pass.output.typeLabel)" }
  public var inputs: [Operand] {
    [pass.gates, pass.weight, pass.output, pass.candidate]
      + [pass.hidden, upstream, upstreamHidden].compactMap { $0 }
  }
  public var floatingPointOperations: Int { pass.shape.operations(gates: 3) }
  public var outputs: [Operand] { [inputGradient, gateGradient, previous, hiddenGradient] }
}
