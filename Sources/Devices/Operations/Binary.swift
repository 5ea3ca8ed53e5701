public import NumericsContract

/// An operation on two operands, element by element, one repeated where the other one is larger.
///
/// Floating-point numbers: one IEEE operation (NUM-001, NUM-091); minimum and maximum by NUM-071. Sums,
/// differences and products of integers wrap, and are not divided (NUM-092). On booleans minimum is
/// *and*, maximum is *or* (NUM-072).
public struct Binary: CatalogueEntry {
  /// The operations.
  public enum Function: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide, minimum, maximum

    /// The types of elements that have the operation.
    public var types: [ElementType] {
      switch self {
      case .add, .subtract, .multiply: ElementType.computedNumbers
      case .divide: ElementType.computedFloats
      case .minimum, .maximum: ElementType.ordered
      }
    }
  }

  /// Which operation.
  public let function: Function
  /// How operands 0 (left) and 1 (right) are paired.
  public let axes: BroadcastAxes
  /// Left operand, of one of the function's types.
  public let left: Operand
  /// Right operand, of the same type.
  public let right: Operand
  /// Of the same type; may be either input that is not repeated.
  public let output: Operand

  /// Creates the operation on operands of equal count.
  public init(_ function: Function, _ left: Operand, _ right: Operand, into output: Operand) {
    self.init(function, left, right, over: BroadcastAxes(count: output.count), into: output)
  }

  /// Creates the operation on operands that `axes` pairs.
  public init(
    _ function: Function, _ left: Operand, _ right: Operand, over axes: BroadcastAxes,
    into output: Operand
  ) {
    precondition(
      left.count == axes.count(of: 0) && right.count == axes.count(of: 1)
        && axes.count == output.count && left.type == right.type && left.type == output.type,
      """
      \(function) of \(left.count) \(left.type) and \(right.count) \(right.type) elements into \
      \(output.count) \(output.type)
      """)
    precondition(
      function.types.contains(left.type), "\(function) of \(left.type.rawValue) elements")
    self.function = function
    self.axes = axes
    self.left = left
    self.right = right
    self.output = output
  }

  public var signature: String {
    let sizes =
      axes.rank == 1 && left.count == right.count
      ? "\(output.count)" : "\(axes.label(of: 0)) \(axes.label(of: 1))"
    return "\(function) \(sizes)\(output.typeLabel)"
  }
  public var inputs: [Operand] { [left, right] }
  public var outputs: [Operand] { [output] }
}
