internal import NumericsContract

/// From the squared norms of all gradients, the total norm and the factor that clips it (NUM-022).
///
/// `t` = squares folded by adjacent pairs in binary64; `norm = RN32(√t)`;
/// `factor = norm > RN32(maximum) ? RN32(maximum) ÷ norm : 1`. A NaN norm gives factor 1.
public struct ClipFactor: CatalogueEntry {
  /// Largest norm allowed; host scalar.
  public let maximum: Double
  /// binary64 [parameters], parameters in ascending UTF-8 order of path; at least one.
  public let squares: Operand
  /// One binary32 or binary64: the norm before clipping.
  public let norm: Operand
  /// One of the same type.
  public let factor: Operand

  /// Creates the operation.
  public init(squares: Operand, maximum: Double, norm: Operand, factor: Operand) {
    precondition(
      squares.count >= 1 && squares.type == .float64 && norm.count == 1 && factor.count == 1
        && norm.type.isComputed && factor.type == norm.type,
      """
      clipFactor of \(squares.count) \(squares.type) squares into \(norm.count) and \
      \(factor.count) elements
      """)
    self.maximum = maximum
    self.squares = squares
    self.norm = norm
    self.factor = factor
  }

  public var signature: String { "clipFactor \(squares.count)\(factor.typeLabel)" }
  public var inputs: [Operand] { [squares] }
  public var outputs: [Operand] { [norm, factor] }
}
