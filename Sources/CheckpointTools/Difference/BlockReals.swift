internal import NumericsContract

/// The real numbers of a block of both tensors, and how far they are apart.
struct BlockReals {
  /// How far the elements of a block are apart.
  struct Distances {
    /// The largest |a − b|.
    var absolute: Double
    /// The largest |a − b| ÷ max(|a|, |b|).
    var relative: Double
    /// Σ(a − b)² in the contract's order.
    var squares: Double
  }

  /// Numbers that are worked on at once; the contract's 64 lanes are eight times as many.
  private typealias Vector = SIMD8<Double>
  private static let vectors = SumOrder.blockSize / Vector.scalarCount

  private var a = [Vector](repeating: .zero, count: vectors)
  private var b = [Vector](repeating: .zero, count: vectors)
  private var rows = 0

  /// Takes the elements of a block; what is missing to a row of 64 lanes is 0 on both sides.
  mutating func fill<Element: StoredElement>(
    with _: Element.Type, _ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer,
    count: Int
  ) {
    rows = (count + SumOrder.laneCount - 1) / SumOrder.laneCount
    unsafe BlockReals.fill(&a, with: Element.self, aBytes, count: count, rows: rows)
    unsafe BlockReals.fill(&b, with: Element.self, bBytes, count: count, rows: rows)
  }

  private static func fill<Element: StoredElement>(
    _ vectors: inout [Vector], with _: Element.Type, _ bytes: UnsafeRawBufferPointer, count: Int,
    rows: Int
  ) {
    unsafe vectors.withUnsafeMutableBytes { buffer in
      unsafe buffer.withMemoryRebound(to: Double.self) { reals in
        for index in 0..<count { unsafe reals[index] = Element.load(bytes, index).real }
        for index in count..<max(count, rows * SumOrder.laneCount) { unsafe reals[index] = 0 }
      }
    }
  }

  /// The distances of numbers of which none is a NaN; nil if an infinity is among the differences,
  /// of which the quotient needs more care.
  var plainDistances: Distances? {
    var lanes = InlineArray<8, Vector>(repeating: .zero)
    var (absolute, relative) = (Vector.zero, Vector.zero)
    for row in 0..<rows {
      for part in 0..<8 {
        let (p, q) = (a[8 * row + part], b[8 * row + part])
        var difference = BlockReals.magnitude(p - q)
        // Also of equal infinities, which subtraction makes NaN.
        difference.replace(with: 0, where: p .== q)
        let (left, right) = (BlockReals.magnitude(p), BlockReals.magnitude(q))
        let larger = left.replacing(with: right, where: right .> left)
        let quotient = difference / larger.replacing(with: 1, where: difference .== 0)
        absolute.replace(with: difference, where: difference .> absolute)
        relative.replace(with: quotient, where: quotient .> relative)
        lanes[part] += difference * difference
      }
    }
    let largest = absolute.max()
    guard largest < .infinity else { return nil }
    return Distances(
      absolute: largest, relative: relative.max(), squares: BlockReals.folded(lanes))
  }

  /// The sum of 64 lanes by halves.
  private static func folded(_ lanes: InlineArray<8, Vector>) -> Double {
    let by32 = (lanes[0] + lanes[4], lanes[1] + lanes[5], lanes[2] + lanes[6], lanes[3] + lanes[7])
    let by8 = (by32.0 + by32.2) + (by32.1 + by32.3)
    let by4 = by8.lowHalf + by8.highHalf
    let by2 = by4.lowHalf + by4.highHalf
    return by2.x + by2.y
  }

  private static func magnitude(_ vector: Vector) -> Vector {
    unsafe unsafeBitCast(
      unsafe unsafeBitCast(vector, to: SIMD8<UInt64>.self) & SIMD8(repeating: .max >> 1),
      to: Vector.self)
  }
}
