/// How samples of different lengths become one batch: each is filled up at its end to the batch's longest.
///
/// The first axis of an input, and of a label that has axes, is its length; what else samples have is
/// equal in all of them. Samples are filled up after the transforms, so these see no padding.
public struct Padding: Sendable, Equatable {
  /// The number behind the end of an input, such as the token for "nothing".
  public let input: Int32
  /// The number behind the end of a label, such as the one that a loss ignores.
  public let label: Int32

  /// Fills inputs and labels up with whole numbers.
  ///
  /// - Precondition: magnitudes of at most 2²⁴, so that binary32 has the numbers too.
  public init(input: Int32, label: Int32) {
    precondition(
      input.magnitude <= 1 << 24 && label.magnitude <= 1 << 24,
      "padding is at most 2^24, but it is \(input) for inputs and \(label) for labels")
    self.input = input
    self.label = label
  }

  /// The samples, all as long as the longest.
  func filled(_ samples: [Sample]) -> [Sample] {
    let length = samples.compactMap(\.inputShape.first).max() ?? 0
    let labelLength = samples.compactMap(\.labelShape.first).max() ?? 0
    return samples.map { sample in
      var sample = sample
      Padding.fill(&sample.input, &sample.inputShape, to: length, with: input)
      Padding.fill(&sample.label, &sample.labelShape, to: labelLength, with: label)
      return sample
    }
  }

  private static func fill(
    _ numbers: inout HostNumbers, _ shape: inout [Int], to length: Int, with number: Int32
  ) {
    guard let own = shape.first, own < length else { return }
    numbers.append(number, count: (length - own) * shape.dropFirst().reduce(1, *))
    shape[0] = length
  }
}
