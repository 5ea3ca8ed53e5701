extension HistogramProto {
  /// Buckets of a histogram whose values differ.
  private static let bucketCount = 30

  /// The distribution of the finite values; nothing is counted of the others.
  ///
  /// Thirty buckets share the range from the least value to the greatest: bucket i ends at least + (greatest
  /// − least) · (i + 1) ÷ 30 and does not hold its end, but for the last. Equal values share one bucket.
  init(of values: [Float]) {
    self.init()
    for value in values where value.isFinite {
      let value = Double(value)
      min = num == 0 ? value : Swift.min(min, value)
      max = num == 0 ? value : Swift.max(max, value)
      num += 1
      sum += value
      sumSquares += value * value
    }
    guard num > 0 else { return }
    let count = min == max ? 1 : HistogramProto.bucketCount
    let range = max - min
    let inner = (1..<count).map { min + range * Double($0) / Double(HistogramProto.bucketCount) }
    bucketLimit = inner + [max]
    var counts = [Int](repeating: 0, count: count)
    for value in values where value.isFinite { counts[bucket(of: Double(value))] += 1 }
    bucket = counts.map { Double($0) }
  }

  /// The first bucket that ends above the value, or the last.
  private func bucket(of value: Double) -> Int {
    var low = 0
    var high = bucketLimit.count - 1
    while low < high {
      let middle = (low + high) / 2
      if value < bucketLimit[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
