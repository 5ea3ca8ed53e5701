/// The sum rule over some axes, in their row-major order (NUM-005, NUM-075).
///
/// Full sums, row sums and column sums have one summed axis: `y[o, i] = Σᵣ x[o, r, i]`.
public struct Sum: CatalogueEntry {
  /// The axes of operand 0, the input; operand 1, the output, is repeated along those that are
  /// summed.
  public let axes: BroadcastAxes
  /// binary32.
  public let input: Operand
  /// binary32, in the order of the axes that are left.
  public let output: Operand

  /// Creates a sum over the middle axis of `[outer, reduced, inner]`.
  public init(_ input: Operand, outer: Int, reduced: Int, inner: Int, into output: Operand) {
    self.init(
      input, over: BroadcastAxes(outer: outer, repeated: reduced, inner: inner), into: output)
  }

  /// Creates a sum over the axes along which operand 1 of `axes` is repeated.
  public init(_ input: Operand, over axes: BroadcastAxes, into output: Operand) {
    precondition(
      input.count == axes.count && output.count == axes.count(of: 1),
      """
      sum of \(axes.label(of: 0)) to \(axes.label(of: 1)): \(input.count) elements into \
      \(output.count)
      """)
    self.axes = axes
    self.input = input
    self.output = output
  }

  public var signature: String {
    if let run = axes.run(repeating: 1) { return "sum \(run.outer)x\(run.repeated)x\(run.inner)" }
    return "sum \(axes.label(of: 0)) to \(axes.label(of: 1))"
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
