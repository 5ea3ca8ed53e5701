/// A function of one binary32 variable applied to each element.
public struct Unary: CatalogueEntry {
  /// The functions.
  public enum Function: String, Sendable, CaseIterable {
    /// `−x`, the sign bit flipped.
    case negate
    /// `x > 0 ? x : +0`, and NaN for NaN (NUM-011).
    case relu
    /// `√x`, one IEEE operation.
    case squareRoot
    /// Correctly rounded (NUM-012).
    case exp, log, sinpi, cospi
  }

  /// Which function.
  public let function: Function
  /// binary32.
  public let input: Operand
  /// binary32, same count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ function: Function, _ input: Operand, into output: Operand) {
    precondition(
      input.count == output.count,
      "\(function) of \(input.count) elements into \(output.count)")
    self.function = function
    self.input = input
    self.output = output
  }

  public var signature: String { "\(function) \(input.count)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
