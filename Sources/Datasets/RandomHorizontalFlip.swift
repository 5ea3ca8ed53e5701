public import NumericsContract

/// Mirrors some of the images, left to right.
///
/// **Shapes** [rows, columns] or [rows, columns, channels].
public struct RandomHorizontalFlip: Transform {
  /// Share of the images that are mirrored.
  public let probability: Double

  /// Mirrors images with the given probability.
  public init(probability: Double = 0.5) {
    precondition(
      probability >= 0 && probability <= 1,
      "a probability lies in 0 ... 1, but it is \(probability)")
    self.probability = probability
  }

  /// Element 0 of the stream decides (RNG-018).
  public func apply(to sample: inout Sample, random: RandomStream) {
    let shape = sample.inputShape
    precondition(
      shape.count == 2 || shape.count == 3,
      "a flip needs [rows, columns] or [rows, columns, channels], but the shape is \(shape)")
    guard random.occurs(withProbability: probability, at: 0) else { return }
    let columns = shape[1]
    let channels = shape.count == 3 ? shape[2] : 1
    sample.input.withFloats { pixels in
      for row in 0..<shape[0] {
        for column in 0..<columns / 2 {
          let left = (row * columns + column) * channels
          let right = (row * columns + columns - 1 - column) * channels
          for channel in 0..<channels { pixels.swapAt(left + channel, right + channel) }
        }
      }
    }
  }
}
