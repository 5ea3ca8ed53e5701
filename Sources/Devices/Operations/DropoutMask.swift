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
  /// binary32 or binary64.
  public let input: Operand
  /// Of the same type, same count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, probability: Double, stream: RandomStream, into output: Operand) {
    precondition(
      probability >= 0 && probability < 1,
      "dropout with probability \(probability); it must be in 0 ..< 1")
    precondition(
      input.count == output.count && input.type.isComputed && output.type == input.type,
      """
      dropout of \(input.count) \(input.type.rawValue) elements into \(output.count) \
      \(output.type.rawValue)
      """)
    self.stream = stream
    self.probability = probability
    self.input = input
    self.output = output
  }

  /// `RN((1 − p) · 2³²)`, between 0 and 2³², to be compared as a 64-bit integer.
  public var threshold: UInt64 {
    UInt64(((1 - probability) * 4_294_967_296).rounded(.toNearestOrEven))
  }

  /// `1 ÷ (1 − p)` in binary64, which a binary32 kernel rounds once.
  public var scale: Double { 1 / (1 - probability) }

  public var signature: String { "dropout \(output.count)\(output.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
