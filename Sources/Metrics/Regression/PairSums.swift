public import Devices
import NumericsContract
public import Tensors

/// Exact sums over pairs of numbers: all that errors, variances and correlations need.
public struct PairSums: MetricStatistic {
  /// Pairs of finite numbers.
  public private(set) var count: UInt64 = 0
  /// Pairs with a NaN or an infinity, which take part in no sum.
  public private(set) var nonFiniteCount: UInt64 = 0
  private var sums = Array(repeating: ExactSum(), count: Term.allCases.count)

  /// What is summed over pairs (x, y); products of binary32 are exact in binary64.
  enum Term: Int, CaseIterable {
    case x, y, xx, xy, yy
    /// |x − y|
    case distance

    var name: String { ["x", "y", "xx", "xy", "yy", "distance"][rawValue] }
  }

  /// An exact sum.
  subscript(_ term: Term) -> Rational { sums[term.rawValue].rational }

  /// Takes in predictions and targets of one shape.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    if !inputs.arePairs { inputs.refuse(expected: "predictions and targets of one shape") }
    let predictions = try inputs.numbers(0)
    let targets = try inputs.numbers(1)
    for (prediction, target) in zip(predictions, targets) {
      guard prediction.isFinite && target.isFinite else {
        nonFiniteCount += 1
        continue
      }
      count += 1
      let (x, y) = (Double(prediction), Double(target))
      add(x, to: .x)
      add(y, to: .y)
      add(x * x, to: .xx)
      add(x * y, to: .xy)
      add(y * y, to: .yy)
      // The difference may have more bits than binary64; its two parts do not.
      add(max(x, y), to: .distance)
      add(-min(x, y), to: .distance)
    }
  }

  private mutating func add(_ number: Double, to term: Term) {
    sums[term.rawValue].add(number)
  }

  public mutating func merge(_ other: PairSums) {
    count += other.count
    nonFiniteCount += other.nonFiniteCount
    for index in sums.indices { sums[index].add(other.sums[index]) }
  }

  // MARK: - Sums of squares, n² times moments of second order

  /// Σ (x − y)²
  var squaredDistance: Rational { self[.xx] - Rational(2) * self[.xy] + self[.yy] }

  /// n · Σ (x − x̄)²
  var variationOfX: Rational { variation(.x, .x, .xx) }

  /// n · Σ (y − ȳ)²
  var variationOfY: Rational { variation(.y, .y, .yy) }

  /// n · Σ (x − x̄)(y − ȳ)
  var covariation: Rational { variation(.x, .y, .xy) }

  private func variation(_ left: Term, _ right: Term, _ product: Term) -> Rational {
    Rational(count) * self[product] - self[left] * self[right]
  }

  // MARK: - State

  public func save(to state: inout StateWriter) {
    state.write("count", count)
    state.write("nonFinite", nonFiniteCount)
    for term in Term.allCases { state.write(term.name, sums[term.rawValue]) }
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    var restored = self
    restored.count = try state.readCount("count")
    restored.nonFiniteCount = try state.readCount("nonFinite")
    for term in Term.allCases {
      restored.sums[term.rawValue] = try state.readSum(term.name)
      guard restored.sums[term.rawValue].isFinite else {
        throw state.invalid(term.name, expected: "a finite sum", found: "NaN or infinity")
      }
    }
    guard restored.isConsistent else {
      throw state.invalid("count", expected: "sums of \(restored.count) pairs", found: "others")
    }
    self = restored
  }

  /// Whether the sums can be those of `count` pairs, as far as the formulas rely on it.
  private var isConsistent: Bool {
    if count == 0 { return Term.allCases.allSatisfy { self[$0].isZero } }
    let bound = variationOfX * variationOfY - covariation * covariation
    return ![variationOfX, variationOfY, bound, squaredDistance, self[.distance]]
      .contains { $0.isNegative }
  }
}
