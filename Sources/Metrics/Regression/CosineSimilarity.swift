public import Devices
import NumericsContract
public import Tensors

/// The mean, over rows, of the cosine of the angle between prediction and target (NUM-151).
///
/// **Inputs** Predictions and targets `[…, n]` of one shape; a row lies along the last axis.
///
/// **Numerics** A row's x·y, x·x and y·y are exact sums, each rounded to binary64; its cosine takes a
/// product, a root and a quotient of these; the mean is exact and rounded once. A row of zeros has no
/// direction: NaN, as where a number is not finite.
public struct CosineSimilarity: StatisticMetric {
  public var statistic = WeightedSum()
  public let identity = "cosineSimilarity"

  /// Creates the metric.
  public init() {}

  public mutating func update(_ inputs: [Tensor]) throws(DeviceError) {
    let inputs = MetricInputs(inputs, of: identity)
    guard inputs.arePairs, inputs.tensors[0].shape.rank > 0 else {
      inputs.refuse(expected: "predictions and targets […, n] of one shape")
    }
    let left = try inputs.numbers(0)
    let right = try inputs.numbers(1)
    let length = inputs.tensors[0].shape[-1]
    let rows = length == 0 ? 0 : left.count / length
    for row in 0..<rows {
      var (xy, xx, yy) = (ExactSum(), ExactSum(), ExactSum())
      for index in row * length..<(row + 1) * length {
        let (x, y) = (Double(left[index]), Double(right[index]))
        xy.add(x * y)
        xx.add(x * x)
        yy.add(y * y)
      }
      // Squares of binary32 stay far from the ends of binary64, so their product does not overflow.
      statistic.add(xy.value / (xx.value * yy.value).squareRoot())
    }
  }

  public var values: [(suffix: String, value: Double)] { [("", statistic.value)] }
}
