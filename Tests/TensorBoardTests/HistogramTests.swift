import Testing

@testable import TensorBoard

@Suite("Histogram")
struct HistogramTests {
  @Test("thirty buckets share the range, and hold what is at their beginning")
  func buckets() {
    let values = (0...30).reversed().map { Float($0) } + [0.5, 0.99, 29.5]
    let histogram = HistogramProto(of: values)
    #expect(histogram.min == 0 && histogram.max == 30 && histogram.num == 34)
    #expect(histogram.bucketLimit == (1...30).map { Double($0) })
    #expect(histogram.bucket == [3] + [Double](repeating: 1, count: 28) + [3])
    #expect(histogram.sum == 465 + 0.5 + Double(Float(0.99)) + 29.5)
  }

  @Test("sums are taken in order, without rounding to binary32")
  func sums() {
    #expect(HistogramProto(of: [4096, 0x1p-20, -4096]).sum == 0x1p-20)
    #expect(HistogramProto(of: [0x1p60, 1, -0x1p60]).sum == 0)
    #expect(HistogramProto(of: [0x1p60, -0x1p60, 1]).sum == 1)
    #expect(HistogramProto(of: [4096, 0x1p-12]).sumSquares == 0x1p24 + 0x1p-24)
  }

  @Test("NaN and infinities are left out")
  func notFinite() {
    let values: [Float] = [.nan, 1, .infinity, 2, -.infinity, 1.5]
    #expect(HistogramProto(of: values) == HistogramProto(of: [1, 2, 1.5]))
    #expect(HistogramProto(of: [.nan, .infinity]) == HistogramProto())
    #expect(HistogramProto(of: []) == HistogramProto())
  }

  @Test("equal values are one bucket")
  func equal() {
    let histogram = HistogramProto(of: [-2, -2, -2])
    #expect(histogram.min == -2 && histogram.max == -2 && histogram.sumSquares == 12)
    #expect(histogram.bucketLimit == [-2] && histogram.bucket == [3])
  }

  private static let smallest = Float.leastNonzeroMagnitude
  private static let greatest = Float.greatestFiniteMagnitude
  private static let samples: [[Float]] = [
    [-greatest, 0, greatest], [0, smallest, 3 * smallest], [1, Float(1).nextUp, 2],
    (0..<100).map { Float($0) * 0.37 },
  ]

  @Test("a bucket holds what is below its end and not in an earlier one", arguments: samples)
  func extremes(_ values: [Float]) {
    let histogram = HistogramProto(of: values)
    #expect(histogram.bucket.reduce(0, +) == Double(values.count))
    #expect(histogram.bucketLimit.last == histogram.max)
    #expect(zip(histogram.bucketLimit, histogram.bucketLimit.dropFirst()).allSatisfy { $0 < $1 })
    for (index, limit) in histogram.bucketLimit.enumerated() {
      let below = values.count { Double($0) < limit || index == 29 }
      #expect(histogram.bucket[...index].reduce(0, +) == Double(below))
    }
  }
}
