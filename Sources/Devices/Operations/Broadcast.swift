internal import NumericsContract

/// Repeats an operand along some axes, byte for byte: the gradient of `Sum`.
///
/// Along one axis it is `y[o, r, i] = x[o, i]` for every r.
public struct Broadcast: CatalogueEntry {
  /// The axes of operand 0, the output; operand 1, the input, is repeated along some.
  public let axes: BroadcastAxes
  /// Any type.
  public let input: Operand
  /// The same type.
  public let output: Operand

  /// Creates a repetition along the middle axis of `[outer, repeated, inner]`.
  public init(_ input: Operand, outer: Int, repeated: Int, inner: Int, into output: Operand) {
    self.init(
      input, over: BroadcastAxes(outer: outer, repeated: repeated, inner: inner), into: output)
  }

  /// Creates a repetition of operand 1 of `axes`.
  public init(_ input: Operand, over axes: BroadcastAxes, into output: Operand) {
    precondition(
      input.count == axes.count(of: 1) && output.count == axes.count && input.type == output.type,
      """
      broadcast of \(axes.label(of: 1)) to \(axes.label(of: 0)): \(input.count) elements into \
      \(output.count)
      """)
    self.axes = axes
    self.input = input
    self.output = output
  }

  public var signature: String {
    if let run = axes.run(repeating: 1) {
      return "broadcast \(run.outer)x\(run.repeated)x\(run.inner)\(input.typeLabel)"
    }
    return "broadcast \(axes.label(of: 1)) to \(axes.label(of: 0))\(input.typeLabel)"
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
