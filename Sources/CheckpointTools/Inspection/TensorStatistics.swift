public import CanonicalJSON
internal import NumericsContract

/// What the elements of one tensor are like, from one pass over them.
///
/// **Numerics** In binary64. The mean is the sum in the contract's order divided by the count; the
/// deviation is √(Σ(x − mean)² ÷ count) with the squares summed around the mean of each block of 4096
/// and blocks combined by adjacent pairs, so that nothing cancels. Both leave out NaN and infinities;
/// minimum and maximum leave out NaN only. A 64-bit integer beyond 2^53 counts as its nearest
/// binary64 in mean and deviation.
///
/// **Reference** T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm
/// for computing sample variances", 1979.
public struct TensorStatistics: Sendable, Equatable {
  /// How many elements there are.
  public let elements: Int
  /// How many are +0 or −0.
  public let zeros: Int
  /// How many are NaN.
  public let nan: Int
  /// How many are +∞ or −∞.
  public let infinities: Int
  /// How many are subnormal.
  public let subnormals: Int
  /// The least element as JSON holds it, or null.
  public let minimum: JSONValue
  /// The greatest element as JSON holds it, or null.
  public let maximum: JSONValue
  /// The least element as text, empty when there is none.
  public let minimumText: String
  /// The greatest element as text, empty when there is none.
  public let maximumText: String
  /// The mean of the finite elements, nil when there are none.
  public let mean: Double?
  /// The population standard deviation of the finite elements, nil when there are none.
  public let standardDeviation: Double?

  /// The statistics with their names in reports.
  public var json: JSONValue {
    [
      "min": minimum, "max": maximum, "mean": .real(mean), "std": .real(standardDeviation),
      "zeros": .integer(zeros), "nan": .integer(nan), "inf": .integer(infinities),
      "subnormals": .integer(subnormals),
    ]
  }
}

/// Mean and sum of squared deviations of some elements.
private struct Moments {
  var count: Double
  var mean: Double
  var squares: Double

  /// The moments of the elements of both.
  static func combined(_ a: Moments, _ b: Moments) -> Moments {
    if a.count == 0 { return b }
    if b.count == 0 { return a }
    let count = a.count + b.count
    let step = b.mean - a.mean
    return Moments(
      count: count, mean: a.mean + step * (b.count / count),
      squares: a.squares + b.squares + step * step * (a.count * (b.count / count)))
  }
}

/// Collects the statistics of a tensor from its elements in order.
struct StatisticsCollector<Element: StoredElement> {
  private var elements = 0
  private var zeros = 0
  private var nan = 0
  private var infinities = 0
  private var subnormals = 0
  private var least: Element?
  private var greatest: Element?
  private var sums: [Double] = []
  private var moments: [Moments] = []

  init() {}

  /// Takes the next bytes of the tensor.
  ///
  /// - Precondition: a multiple of 4096 elements, except at the end.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let count = bytes.count / MemoryLayout<Element.Bits>.size
    for start in stride(from: 0, to: count, by: SumOrder.blockSize) {
      let block = (start..<min(start + SumOrder.blockSize, count)).map {
        unsafe Element.load(bytes, $0)
      }
      addBlock(block)
    }
  }

  private mutating func addBlock(_ block: [Element]) {
    var finite = 0
    for element in block {
      let real = element.real
      if element.isNaN {
        nan += 1
        continue
      }
      if real.isInfinite { infinities += 1 } else { finite += 1 }
      if real == 0 { zeros += 1 }
      if element.isSubnormal { subnormals += 1 }
      if least.map({ element.precedes($0) }) ?? true { least = element }
      if greatest.map({ $0.precedes(element) }) ?? true { greatest = element }
    }
    elements += block.count
    let sum = SumOrder.sum(count: block.count) { block[$0].real.isFinite ? block[$0].real : 0 }
    sums.append(sum)
    guard finite > 0 else { return }
    let mean = sum / Double(finite)
    let squares = SumOrder.sum(count: block.count) { index -> Double in
      let real = block[index].real
      return real.isFinite ? (real - mean) * (real - mean) : 0
    }
    moments.append(Moments(count: Double(finite), mean: mean, squares: squares))
  }

  /// The statistics of everything taken.
  var statistics: TensorStatistics {
    let finite = elements - nan - infinities
    let total = SumOrder.foldAdjacentPairs(moments) { Moments.combined($0, $1) }
    return TensorStatistics(
      elements: elements, zeros: zeros, nan: nan, infinities: infinities, subnormals: subnormals,
      minimum: least?.json ?? .null, maximum: greatest?.json ?? .null,
      minimumText: least?.text ?? "", maximumText: greatest?.text ?? "",
      mean: finite > 0 ? SumOrder.foldAdjacentPairs(sums) / Double(finite) : nil,
      standardDeviation: total.map { ($0.squares / $0.count).squareRoot() })
  }
}
