import NumericsContract

/// Draws with replacement: in every epoch, each place gets a sample with a probability in proportion to
/// the sample's weight.
///
/// **Numerics** Weights are integers and draws exact (RNG-021): no probability is rounded.
public struct WeightedOrder: SampleOrder {
  public let count: Int

  private let samples: [Int32]
  /// Sums of the weights up to and including each sample's.
  private let sums: [UInt64]
  private let stream: RandomStream

  /// Draws `count` of the listed samples in an epoch, with the stream `weighted`.
  ///
  /// - Parameter weights: the weight of each listed sample; 0 for one that is never drawn.
  ///
  /// - Precondition: a weight above 0, unless nothing is drawn.
  public init(_ samples: [Int32], weights: [UInt32], count: Int, seed: UInt64) {
    precondition(
      samples.count == weights.count,
      "each sample has a weight, but there are \(samples.count) samples and \(weights.count) weights"
    )
    var sum: UInt64 = 0
    sums = weights.map { weight in
      sum += UInt64(weight)
      return sum
    }
    precondition(
      count >= 0 && (count == 0 || sum > 0),
      "\(count) draws need a weight above 0, but the sum of the weights is \(sum)")
    self.samples = samples
    self.count = count
    stream = RandomStream(seed: seed, name: "weighted")
  }

  /// Turns relative weights into integers: RN(weight ÷ largest · 2³¹), and at least 1 for a weight above 0.
  ///
  /// **Numerics** A division in binary64, an exact product, rounding to the nearest integer, ties to even.
  ///
  /// - Precondition: weights are finite and at least 0.
  public static func integers(_ weights: [Double]) -> [UInt32] {
    let largest = weights.reduce(0) { max($0, $1) }
    return weights.map { weight in
      precondition(
        weight.isFinite && weight >= 0, "weights are finite and at least 0, but one is \(weight)")
      guard weight > 0 else { return 0 }
      return max(1, UInt32((weight / largest * 2_147_483_648).rounded(.toNearestOrEven)))
    }
  }

  public func samples(inEpoch epoch: Int) -> [Int32] {
    precondition(epoch >= 0, "epochs count from 0, but the epoch is \(epoch)")
    guard let total = sums.last, count > 0 else { return [] }
    let draws = stream.at(position: UInt64(epoch))
    return (0..<count).map { place in
      samples[firstSum(above: draws.wideBounded(by: total, at: place))]
    }
  }

  private func firstSum(above draw: UInt64) -> Int {
    var range = sums.startIndex..<sums.endIndex - 1
    while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
      range = sums[middle] > draw ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
