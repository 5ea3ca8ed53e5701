internal import NumericsContract

/// Adds a weighted value to a running mean: `total[0] += value · weight; total[1] += weight`.
///
/// The value is a binary32 or binary64 scalar on the device, widened exactly; product and sums are binary64, each
/// rounded, in the order of the calls (NUM-028).
public struct Accumulate: CatalogueEntry {
  /// Host scalar, such as the number of samples behind the value.
  public let weight: Double
  /// One of the same type.
  public let value: Operand
  /// binary64 [2], updated.
  public let total: Operand

  /// Creates the operation.
  public init(_ value: Operand, weight: Double, addingTo total: Operand) {
    precondition(
      value.count == 1 && total.count == 2 && total.type == .float64
        && value.type.isComputed,
      "accumulate of \(value.count) elements into \(total.count); it takes one scalar")
    self.weight = weight
    self.value = value
    self.total = total
  }

  public var signature: String { "accumulate\(value.typeLabel)" }
  public var inputs: [Operand] { [value, total] }
  public var outputs: [Operand] { [total] }
}
