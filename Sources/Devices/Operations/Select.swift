internal import NumericsContract

/// `y = mask ? a : b`, element by element and bit for bit; operands are repeated where another one is
/// larger (NUM-073).
public struct Select: CatalogueEntry {
  /// How operands 0 (mask), 1 (left) and 2 (right) are paired.
  public let axes: BroadcastAxes
  /// bool.
  public let mask: Operand
  /// Any type: taken where the mask is true.
  public let left: Operand
  /// The same type: taken where the mask is false.
  public let right: Operand
  /// The same type; may be `left` or `right` if that is not repeated.
  public let output: Operand

  /// Creates the operation on operands that `axes` pairs.
  public init(
    _ mask: Operand, _ left: Operand, _ right: Operand, over axes: BroadcastAxes,
    into output: Operand
  ) {
    precondition(
      mask.count == axes.count(of: 0) && left.count == axes.count(of: 1)
        && right.count == axes.count(of: 2) && output.count == axes.count && mask.type == .bool
        && left.type == right.type && left.type == output.type,
      """
      select by \(mask.count) \(mask.type) elements from \(left.count) \(left.type) and \
      \(right.count) \(right.type) into \(output.count) \(output.type)
      """)
    self.axes = axes
    self.mask = mask
    self.left = left
    self.right = right
    self.output = output
  }

  public var signature: String {
    "select \(axes.label(of: 0)) \(axes.label(of: 1)) \(axes.label(of: 2))\(output.typeLabel)"
  }
  public var inputs: [Operand] { [mask, left, right] }
  public var outputs: [Operand] { [output] }
}
