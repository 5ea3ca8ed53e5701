public import NumericsContract

/// Brings each channel of an input to mean 0 and deviation 1.
///
/// **Shapes** Any; the last axis holds the channels, unless there is one mean for all numbers.
///
/// **Numerics** (x − mean) ÷ deviation: a subtraction and a division in binary32, each rounded.
public struct Normalize: Transform {
  /// What is subtracted, for each channel.
  public let mean: [Float]
  /// What is divided by, for each channel.
  public let deviation: [Float]

  /// Takes a mean and a deviation for each channel, or one of each for all numbers.
  public init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count && !mean.isEmpty,
      "each channel has a mean and a deviation, but there are \(mean.count) means and "
        + "\(deviation.count) deviations")
    precondition(
      mean.allSatisfy(\.isFinite) && deviation.allSatisfy { $0.isFinite && $0 > 0 },
      "means are finite and deviations finite and above 0, but they are \(mean) and \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  public func apply(to sample: inout Sample, random: RandomStream) {
    let channels = mean.count
    precondition(
      channels == 1 || sample.inputShape.last == channels,
      "\(channels) means need inputs of as many channels, but the shape is \(sample.inputShape)")
    sample.input.withFloats { numbers in
      var channel = 0
      for place in numbers.indices {
        numbers[place] = (numbers[place] - mean[channel]) / deviation[channel]
        channel = channel + 1 == channels ? 0 : channel + 1
      }
    }
  }
}
