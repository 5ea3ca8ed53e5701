internal import NumericsContract

/// Tokens within a run of elements: token t, counted over all batches, starts at element t · stride.
///
/// A stride wider than a token lets queries, keys and values stay where a joint projection wrote
/// them: three interleaved runs of one storage.
public struct TokenRows: Sendable {
  /// From the first token's first element through the last token's last one; binary32 or binary64.
  public let operand: Operand
  /// Elements from the start of a token to the start of the next.
  public let stride: Int

  /// Creates rows over a run of elements.
  public init(_ operand: Operand, stride: Int) {
    self.operand = operand
    self.stride = stride
  }

  /// Whether the run holds exactly `tokens` tokens of `width` elements of a type.
  func holds(tokens: Int, width: Int, of type: ElementType) -> Bool {
    guard operand.type == type else { return false }
    guard tokens > 0 else { return operand.count == 0 }
    return stride >= width && operand.count == (tokens - 1) * stride + width
  }
}
