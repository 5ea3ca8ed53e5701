/// An IEEE operation on two binary32 operands of equal count, element by element (NUM-001).
public struct Binary: CatalogueEntry {
  /// The operations.
  public enum Function: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide
  }

  /// Which operation.
  public let function: Function
  /// Left operand, binary32.
  public let left: Operand
  /// Right operand, binary32, same count.
  public let right: Operand
  /// binary32, same count; may be either input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ function: Function, _ left: Operand, _ right: Operand, into output: Operand) {
    precondition(
      left.count == right.count && left.count == output.count,
      "\(function) of \(left.count) and \(right.count) elements into \(output.count)")
    self.function = function
    self.left = left
    self.right = right
    self.output = output
  }

  public var signature: String { "\(function) \(output.count)" }
  public var inputs: [Operand] { [left, right] }
  public var outputs: [Operand] { [output] }
}
