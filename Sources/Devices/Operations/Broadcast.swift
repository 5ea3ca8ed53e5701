/// `y[o, r, i] = x[o, i]` for every r: the gradient of `Sum`.
public struct Broadcast: CatalogueEntry {
  /// Elements before the repeated axis.
  public let outer: Int
  /// How often each element is repeated.
  public let repeated: Int
  /// Elements after the repeated axis.
  public let inner: Int
  /// binary32 [outer, inner].
  public let input: Operand
  /// binary32 [outer, repeated, inner].
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, outer: Int, repeated: Int, inner: Int, into output: Operand) {
    precondition(
      input.count == outer * inner && output.count == outer * repeated * inner,
      "broadcast to [\(outer), \(repeated), \(inner)]: \(input.count) into \(output.count)")
    self.outer = outer
    self.repeated = repeated
    self.inner = inner
    self.input = input
    self.output = output
  }

  public var signature: String { "broadcast \(outer)x\(repeated)x\(inner)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
