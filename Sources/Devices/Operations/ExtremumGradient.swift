internal import NumericsContract

/// Gradient of `Extremum`: dy, bit for bit, at the place of each result and +0 elsewhere (NUM-077).
public struct ExtremumGradient: CatalogueEntry {
  /// The axes of operand 0, the output; operand 1, the results, is repeated along those that were
  /// reduced.
  public let axes: BroadcastAxes
  /// dy, binary32 or binary64.
  public let upstream: Operand
  /// int32: for each result the row-major index over the reduced axes.
  public let places: Operand
  /// dx, of the same type; must not overlap an input.
  public let output: Operand

  /// Creates the gradient of a reduction over the axes along which operand 1 of `axes` is repeated.
  public init(
    upstream: Operand, places: Operand, over axes: BroadcastAxes, into output: Operand
  ) {
    let results = axes.count(of: 1)
    precondition(
      upstream.count == results && places.count == results && places.type == .int32
        && output.count == axes.count && upstream.type.isComputed && output.type == upstream.type,
      """
      extremumGradient of \(axes.label(of: 1)) to \(axes.label(of: 0)): \(upstream.count) \
      gradients at \(places.count) places into \(output.count) elements
      """)
    self.axes = axes
    self.upstream = upstream
    self.places = places
    self.output = output
  }

  public var signature: String {
    "extremumGradient \(axes.label(of: 1)) to \(axes.label(of: 0))\(output.typeLabel)"
  }
  public var inputs: [Operand] { [upstream, places] }
  public var outputs: [Operand] { [output] }
}
