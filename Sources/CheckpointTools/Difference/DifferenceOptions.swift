public import CommandLineKit

/// What `ckpt diff` is asked to compare, and what it calls close.
public struct DifferenceOptions: Sendable {
  /// Patterns of which a tensor must match one; empty for all tensors.
  public var only: [GlobPattern] = []
  /// Patterns of which a tensor must match none.
  public var exclude: [GlobPattern] = []
  /// Rows of the text at most, the most different first; nil shows every difference.
  public var top: Int?
  /// The distance within which floating-point tensors are close; nil asks for equal bits.
  public var maximumULP: UInt64?
  /// What is close for some tensors; the first whose pattern selects a tensor decides.
  public var tolerances: [Tolerance] = []
  /// Renamings, of which the first that concerns a path applies.
  public var renames: [Rename] = []
  /// Whether to count differing elements by their distance and by their bits.
  public var countsBits = false
  /// Whether to read every tensor, those with equal digests and without a counterpart too.
  public var readsAll = false

  /// Creates options that compare everything bit by bit.
  public init() {}

  /// Whether only a part of the files is compared.
  public var isPartial: Bool { !only.isEmpty || !exclude.isEmpty }

  /// Returns whether a pair of tensors is compared.
  func selects(_ pair: TensorPairs.Pair) -> Bool {
    func isSelected(by patterns: [GlobPattern]) -> Bool {
      patterns.contains { pattern in
        pair.a?.isSelected(by: pattern) ?? false || pair.b?.isSelected(by: pattern) ?? false
      }
    }
    return (only.isEmpty || isSelected(by: only)) && !isSelected(by: exclude)
  }

  /// Returns whether a tensor that differs is close.
  func isClose(_ row: TensorDifference) -> Bool {
    guard row.status == .changed, row.isFloatingPoint, let distance = row.distance,
      // A NaN is not close to a number, however many encodings are allowed between them.
      row.nanAgainstNumber == 0
    else { return false }
    if let tolerance = tolerances.first(where: { tolerance in
      row.a?.isSelected(by: tolerance.pattern) ?? false
        || row.b?.isSelected(by: tolerance.pattern) ?? false
    }) {
      return tolerance.allows(distance)
    }
    return maximumULP.map { distance.ulp <= $0 } ?? false
  }
}
