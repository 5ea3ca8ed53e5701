/// `y = x`, byte for byte (NaN payloads survive), in order or at strides (NUM-009, NUM-087).
///
/// With strides, element i₀, i₁, … of the output, which is its element Σ iₐ · outputStrideₐ, is element
/// Σ iₐ · inputStrideₐ of the input: permutations, slices, and the parts of a concatenation. Elements
/// between those are not touched.
public struct Copy: CatalogueEntry {
  /// Any type; from the first element that is read through the last.
  public let input: Operand
  /// Same type; from the first element that is written through the last. Must not overlap the input.
  public let output: Operand
  /// At most six axes, outermost first as a reader would number them; the order is free.
  public let axes: [CopyAxis]

  /// Creates a copy of a run of elements.
  public init(_ input: Operand, into output: Operand) {
    self.init(
      input, into: output,
      axes: [CopyAxis(count: input.count, inputStride: 1, outputStride: 1)])
  }

  /// Creates a copy at strides.
  public init(_ input: Operand, into output: Operand, axes: [CopyAxis]) {
    precondition(
      input.type == output.type && axes.count <= 6 && axes.inputSpan == input.count
        && axes.outputSpan == output.count
        && axes.allSatisfy { $0.inputStride >= 0 && $0.outputStride >= 0 } && axes.writesOnce,
      """
      copy of \(input.count) \(input.type) elements into \(output.count) \(output.type): counts \
      \(axes.map(\.count)) from strides \(axes.map(\.inputStride)) to \(axes.map(\.outputStride))
      """)
    self.input = input
    self.output = output
    self.axes = axes
  }

  public var signature: String {
    if axes.count == 1, axes[0].inputStride == 1, axes[0].outputStride == 1 {
      return "copy \(input.count)"
    }
    func list(_ part: KeyPath<CopyAxis, Int>, _ separator: String) -> String {
      axes.map { "\($0[keyPath: part])" }.joined(separator: separator)
    }
    return "copy \(list(\.count, "x")) from \(list(\.inputStride, ",")) to "
      + list(\.outputStride, ",")
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
