public import NumericsContract

/// `y[i] = kept(i) ? x[i] · RN32(1 ÷ (1 − p)) : +0`: dropout, and its own gradient (NUM-023).
///
/// Element i is kept when word i of the stream (Philox, attempt 0) is below `threshold`. Nothing is
/// remembered between forward and backward: the same call draws the same mask.
public struct DropoutMask: CatalogueEntry {
  /// The stream at its position: a pure function from element index to 32-bit word.
  public let stream: RandomStream
  /// Probability p of dropping an element, 0 ≤ p < 1.
  public let probability: Double
  /// binary32.
  public let input: Operand
  /// binary32, same count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, probability: Double, stream: RandomStream, into output: Operand) {
    precondition(
      probability >= 0 && probability < 1,
      "dropout with probability \(probability); it must be in 0 ..< 1")
    precondition(
      input.count == output.count, "dropout of \(input.count) elements into \(output.count)")
    self.stream = stream
    self.probability = probability
    self.input = input
    self.output = output
  }

  /// `RN((1 − p) · 2³²)`, between 0 and 2³², to be compared as a 64-bit integer.
  public var threshold: UInt64 {
    UInt64(((1 - probability) * 4_294_967_296).rounded(.toNearestOrEven))
  }

  /// `RN32(1 ÷ (1 − p))`, computed in binary64 and rounded once.
  public var scale: Float { Float(1 / (1 - probability)) }

  public var signature: String { "dropout \(output.count)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
