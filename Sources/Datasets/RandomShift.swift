public import NumericsContract

/// Moves an image by up to a few pixels along both axes and fills vacated pixels with +0.
///
/// **Shapes** [rows, columns] or [rows, columns, channels].
public struct RandomShift: Transform {
  /// The most pixels an image moves along one axis.
  public let maximum: Int
  /// Share of the images that may move.
  public let probability: Double

  /// Moves images by −`maximum` to `maximum` pixels, every distance equally likely, and leaves the
  /// others as they are.
  public init(maximum: Int, probability: Double = 1) {
    precondition(
      probability >= 0 && probability <= 1,
      "a probability lies in 0 ... 1, but it is \(probability)")
    precondition(
      maximum >= 0 && maximum < 1 << 30,
      "a shift lies in 0 ..< 2^30 pixels, but the maximum is \(maximum)")
    self.maximum = maximum
    self.probability = probability
  }

  /// Element 0 of the stream moves along the rows, element 1 along the columns; the image moves when
  /// word 2 is below RN(probability · 2³²), compared as 64-bit integers.
  public func apply(to sample: inout Sample, random: RandomStream) {
    let shape = sample.inputShape
    precondition(
      shape.count == 2 || shape.count == 3,
      "a shift needs [rows, columns] or [rows, columns, channels], but the shape is \(shape)")
    guard random.occurs(withProbability: probability, at: 2) else { return }
    let distances = UInt32(2 * maximum + 1)
    let down = Int(random.bounded(by: distances, at: 0)) - maximum
    let right = Int(random.bounded(by: distances, at: 1)) - maximum
    sample.input.withFloats { shift(&$0, shape: shape, down: down, right: right) }
  }

  func shift(_ input: inout MutableSpan<Float>, shape: [Int], down: Int, right: Int) {
    let (rows, columns) = (shape[0], shape[1])
    let channels = shape.count == 3 ? shape[2] : 1
    let count = rows * columns * channels
    // Every pixel is moved before its place is filled: upwards in memory from the end, else from the start.
    let distance = (down * columns + right) * channels
    for step in 0..<count {
      let place = distance > 0 ? count - 1 - step : step
      let (row, column) = (place / channels / columns - down, place / channels % columns - right)
      let isInside = row >= 0 && row < rows && column >= 0 && column < columns
      input[place] = isInside ? input[place - distance] : 0
    }
  }
}
