/// The one order in which the contract adds n numbers.
///
/// Elements come in their logical (row-major) order. Each block of 4096 elements has 64 lanes that
/// start at +0; element i is added to lane i mod 64, in ascending order; then lanes fold by halves:
/// lane j takes lane j + w for w = 32, 16, 8, 4, 2, 1. Block results fold by adjacent pairs. The
/// order is wide enough for any vector unit and does not depend on how many threads share the work.
public enum SumOrder {
  /// Elements in a block; a block's sum can be computed without looking at another block.
  @inlinable public static var blockSize: Int { 4096 }
  /// Partial sums in a block.
  @inlinable public static var laneCount: Int { 64 }

  /// Returns the sum of `element(0)`, …, `element(count − 1)`.
  ///
  /// **Numerics** Every addition is rounded once in `Number`. No elements give +0; the result is
  /// never −0, also for one element that is −0. NaN and infinities spread as addition has it.
  @inlinable
  public static func sum<Number: ContractFloat>(
    count: Int, element: (Int) -> Number
  ) -> Number {
    precondition(count >= 0, "a sum needs a count of at least 0, but the count is \(count)")
    if count <= blockSize { return blockSum(0..<count, element) }
    let starts = stride(from: 0, to: count, by: blockSize)
    return foldAdjacentPairs(
      starts.map { blockSum($0..<min($0 + blockSize, count), element) })
  }

  /// Returns the sum of `elements` in their order.
  @inlinable
  public static func sum<Number: ContractFloat>(_ elements: [Number]) -> Number {
    sum(count: elements.count) { elements[$0] }
  }

  /// Returns the sum divided by the count.
  ///
  /// **Numerics** The count is rounded to `Number` before the division; a count of 0 gives the
  /// canonical NaN.
  @inlinable
  public static func mean<Number: ContractFloat>(
    count: Int, element: (Int) -> Number
  ) -> Number {
    (sum(count: count, element: element) / Number(count)).canonicalized
  }

  /// Adds neighbours, level by level, until one value is left: ((a+b)+(c+d))+e for five values.
  ///
  /// **Numerics** An odd last value passes up unchanged; nothing is padded with a zero, which would
  /// turn −0 into +0. No values give +0.
  @inlinable
  public static func foldAdjacentPairs<Number: ContractFloat>(_ values: [Number]) -> Number {
    foldAdjacentPairs(values) { $0 + $1 } ?? 0
  }

  /// Combines neighbours, level by level, until one value is left, or returns nil for no values.
  ///
  /// This is the tree by which shards and parameters fold, whatever a value is.
  @inlinable
  public static func foldAdjacentPairs<Value, Failure: Error>(
    _ values: [Value], combine: (Value, Value) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    var level = values
    while level.count > 1 {
      var next: [Value] = []
      next.reserveCapacity((level.count + 1) / 2)
      var index = 0
      while index + 1 < level.count {
        next.append(try combine(level[index], level[index + 1]))
        index += 2
      }
      if index < level.count { next.append(level[index]) }
      level = next
    }
    return level.first
  }

  @inlinable
  static func blockSum<Number: ContractFloat>(
    _ range: Range<Int>, _ element: (Int) -> Number
  ) -> Number {
    var lanes = InlineArray<64, Number>(repeating: 0)
    for index in range {
      // A block starts at a multiple of 64, so this is also the lane within the block.
      lanes[index & (laneCount - 1)] += element(index)
    }
    var width = laneCount / 2
    while width > 0 {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
      width /= 2
    }
    return lanes[0]
  }
}
