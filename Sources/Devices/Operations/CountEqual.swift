internal import NumericsContract

/// Adds the number of equal pairs to a running count: `total[0] += Σ [aᵢ = bᵢ]; total[1] += n`.
///
/// Both totals are whole numbers in binary64, exact below 2⁵³ (NUM-028).
public struct CountEqual: CatalogueEntry {
  /// int32 [n].
  public let left: Operand
  /// int32 [n].
  public let right: Operand
  /// binary64 [2], updated.
  public let total: Operand

  /// Creates the operation.
  public init(_ left: Operand, _ right: Operand, addingTo total: Operand) {
    precondition(
      left.count == right.count && total.count == 2 && total.type == .float64
        && left.type == .int32 && right.type == .int32,
      "countEqual of \(left.count) and \(right.count) elements into \(total.count)")
    self.left = left
    self.right = right
    self.total = total
  }

  public var signature: String { "countEqual \(left.count)" }
  public var inputs: [Operand] { [left, right, total] }
  public var outputs: [Operand] { [total] }
}
