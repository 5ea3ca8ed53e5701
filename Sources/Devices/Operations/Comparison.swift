internal import NumericsContract

/// A comparison of two operands, element by element, one repeated where the other one is larger.
///
/// As IEEE 754 compares: −0 equals +0, and of a NaN only `notEqual` is true (NUM-072).
public struct Comparison: CatalogueEntry {
  /// The comparisons; with left and right exchanged, `less` and `lessEqual` are the other two.
  public enum Function: String, Sendable, CaseIterable {
    case equal, notEqual, less, lessEqual
  }

  /// Which comparison.
  public let function: Function
  /// How operands 0 (left) and 1 (right) are paired.
  public let axes: BroadcastAxes
  /// Left operand, of a type that is ordered.
  public let left: Operand
  /// Right operand, of the same type.
  public let right: Operand
  /// bool.
  public let output: Operand

  /// Creates the operation on operands that `axes` pairs.
  public init(
    _ function: Function, _ left: Operand, _ right: Operand, over axes: BroadcastAxes,
    into output: Operand
  ) {
    precondition(
      left.count == axes.count(of: 0) && right.count == axes.count(of: 1)
        && axes.count == output.count && left.type == right.type && output.type == .bool
        && ElementType.ordered.contains(left.type),
      """
      \(function) of \(left.count) \(left.type) and \(right.count) \(right.type) elements into \
      \(output.count) \(output.type)
      """)
    self.function = function
    self.axes = axes
    self.left = left
    self.right = right
    self.output = output
  }

  public var signature: String {
    "\(function) \(axes.label(of: 0)) \(axes.label(of: 1)) \(left.type.rawValue)"
  }
  public var inputs: [Operand] { [left, right] }
  public var outputs: [Operand] { [output] }
}
