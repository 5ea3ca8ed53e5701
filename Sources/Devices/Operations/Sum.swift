internal import NumericsContract

/// The sum rule over some axes, in their row-major order (NUM-005, NUM-075); integers wrap (NUM-092).
///
/// Full sums, row sums and column sums have one summed axis: `y[o, i] = Σᵣ x[o, r, i]`.
public struct Sum: CatalogueEntry {
  /// The axes of operand 0, the input; operand 1, the output, is repeated along those that are
  /// summed.
  public let axes: BroadcastAxes
  /// binary32, binary64, int32 or int64.
  public let input: Operand
  /// The same type, in the order of the axes that are left.
  public let output: Operand

  /// Creates a sum over the middle axis of `[outer, reduced, inner]`.
  public init(_ input: Operand, outer: Int, reduced: Int, inner: Int, into output: Operand) {
    self.init(
      input, over: BroadcastAxes(outer: outer, repeated: reduced, inner: inner), into: output)
  }

  /// Creates a sum over the axes along which operand 1 of `axes` is repeated.
  public init(_ input: Operand, over axes: BroadcastAxes, into output: Operand) {
    precondition(
      input.count == axes.count && output.count == axes.count(of: 1) && input.type == output.type
        && ElementType.computedNumbers.contains(input.type),
      """
      sum of \(axes.label(of: 0)) to \(axes.label(of: 1)): \(input.count) \(input.type) elements \
      into \(output.count) \(output.type)
      """)
    self.axes = axes
    self.input = input
    self.output = output
  }

  public var signature: String {
    if let run = axes.run(repeating: 1) {
      return "sum \(run.outer)x\(run.repeated)x\(run.inner)\(input.typeLabel)"
    }
    return "sum \(axes.label(of: 0)) to \(axes.label(of: 1))\(input.typeLabel)"
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
