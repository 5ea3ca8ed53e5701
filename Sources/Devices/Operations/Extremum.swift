internal import NumericsContract

/// The largest or smallest element over some axes, its place, or both (NUM-010, NUM-077).
///
/// NaN if an element is NaN, and −0 < +0. The place is the row-major index over the reduced axes of the
/// first NaN, else of the first element that is equal, as a number, to the extremum.
public struct Extremum: CatalogueEntry {
  /// Which end.
  public enum Function: String, Sendable, CaseIterable {
    case maximum, minimum
  }

  /// Which end.
  public let function: Function
  /// The axes of operand 0, the input; operand 1, the results, is repeated along those that are
  /// reduced.
  public let axes: BroadcastAxes
  /// binary32 or binary64.
  public let input: Operand
  /// Of the same type, in the order of the axes that are left; ∓∞ where there is no element. nil: not wanted.
  public let values: Operand?
  /// int32 like the values; nil: not wanted.
  public let places: Operand?

  /// Creates a reduction over the middle axis of `[outer, reduced, inner]`.
  public init(
    _ function: Function, _ input: Operand, outer: Int, reduced: Int, inner: Int,
    values: Operand? = nil, places: Operand? = nil
  ) {
    self.init(
      function, input, over: BroadcastAxes(outer: outer, repeated: reduced, inner: inner),
      values: values, places: places)
  }

  /// Creates a reduction over the axes along which operand 1 of `axes` is repeated.
  public init(
    _ function: Function, _ input: Operand, over axes: BroadcastAxes, values: Operand? = nil,
    places: Operand? = nil
  ) {
    let (results, reduced) = (axes.count(of: 1), axes.repetitions(of: 1))
    precondition(
      input.count == axes.count && values?.count ?? results == results
        && places?.count ?? results == results && places?.type ?? .int32 == .int32
        && input.type.isComputed && (values?.type ?? input.type) == input.type,
      """
      \(function) of \(axes.label(of: 0)) to \(axes.label(of: 1)): \(input.count) elements into \
      \(values?.count ?? results) values and \(places?.count ?? results) places
      """)
    precondition(
      places == nil || (1...1 << 31).contains(reduced),
      "places of the \(function) of \(reduced) elements; there are none of 0, int32 ends at 2³¹")
    self.function = function
    self.axes = axes
    self.input = input
    self.values = values
    self.places = places
  }

  public var signature: String {
    let wanted = places == nil ? "" : values == nil ? " places" : " and places"
    if let run = axes.run(repeating: 1) {
      return "\(function)\(wanted) \(run.outer)x\(run.repeated)x\(run.inner)\(input.typeLabel)"
    }
    return "\(function)\(wanted) \(axes.label(of: 0)) to \(axes.label(of: 1))\(input.typeLabel)"
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [values, places].compactMap { $0 } }
}
