internal import NumericsContract

/// What comparing the elements of a tensor, or of a run of them, gives.
///
/// Runs that follow each other are joined in their order, so that the figures of a tensor do not
/// depend on who compared which run.
struct ComparisonFigures: Sendable {
  /// Elements compared.
  var compared = 0
  /// Elements whose bits differ once NaNs are canonical.
  var differing = 0
  /// Maxima; the norm is there only in ``distance``.
  var maxima = TensorDifference.Distance()
  /// The first element that differs, its index counted from the start of the run.
  var first: TensorDifference.Element?
  /// NaNs in A.
  var nanInA = 0
  /// NaNs in B.
  var nanInB = 0
  /// Elements that are a NaN on one side only.
  var nanAgainstNumber = 0
  /// Elements that are a NaN on both sides, with different payloads.
  var nanPayloads = 0
  /// Elements that are +0 in A and −0 in B.
  var zerosTurnedNegative = 0
  /// Elements that are −0 in A and +0 in B.
  var zerosTurnedPositive = 0
  /// Sums of squared differences of blocks; the fold over them is the contract's sum.
  var squares: [Double] = []
  /// Differing elements by distance and by bit, if asked for.
  var histogram: DifferenceHistogram?

  /// Joins the run that follows.
  mutating func append(_ next: ComparisonFigures) {
    if first == nil, var element = next.first {
      element.index += compared
      first = element
    }
    compared += next.compared
    differing += next.differing
    maxima.ulp = max(maxima.ulp, next.maxima.ulp)
    maxima.absolute = Double.ieeeMaximum(maxima.absolute, next.maxima.absolute)
    maxima.relative = Double.ieeeMaximum(maxima.relative, next.maxima.relative)
    nanInA += next.nanInA
    nanInB += next.nanInB
    nanAgainstNumber += next.nanAgainstNumber
    nanPayloads += next.nanPayloads
    zerosTurnedNegative += next.zerosTurnedNegative
    zerosTurnedPositive += next.zerosTurnedPositive
    squares += next.squares
    if let more = next.histogram { histogram?.add(more) }
  }

  /// Maxima and norm.
  var distance: TensorDifference.Distance {
    var distance = maxima
    distance.norm = SumOrder.foldAdjacentPairs(squares).squareRoot()
    return distance
  }
}
