internal import CComparison
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

  private var a = [Double](repeating: 0, count: SumOrder.blockSize)
  private var b = [Double](repeating: 0, count: SumOrder.blockSize)
  private var lanes = lockstep_lanes()
  private var rows = 0

  /// Counts how the elements of a block differ, and takes their numbers; what is missing to a row of
  /// 64 lanes is 0 on both sides.
  mutating func take<Element: StoredElement>(
    _: Element.Type, _ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer, count: Int
  ) -> BlockCounts {
    rows = (count + SumOrder.laneCount - 1) / SumOrder.laneCount
    let gap = count..<max(count, rows * SumOrder.laneCount)
    for index in gap { (a[index], b[index]) = (0, 0) }
    return unsafe a.withUnsafeMutableBufferPointer { left in
      unsafe b.withUnsafeMutableBufferPointer { right in
        // Most of what is compared is binary32.
        if Element.self == FloatElement<Float>.self, 1.littleEndian == 1,
          let p = left.baseAddress, let q = right.baseAddress
        {
          return BlockCounts(
            unsafe lockstep_compare_f32(aBytes.baseAddress, bBytes.baseAddress, count, p, q))
        }
        for index in 0..<count {
          unsafe left[index] = Element.load(aBytes, index).real
          unsafe right[index] = Element.load(bBytes, index).real
        }
        return unsafe BlockCounts(Element.self, aBytes, bBytes, count: count)
      }
    }
  }

  /// The distances of numbers of which none is a NaN; nil if an infinity is among the differences,
  /// of which the quotient needs more care.
  var plainDistances: Distances? {
    mutating get {
      unsafe lockstep_measure(a, b, rows, &lanes)
      let largest = unsafe withUnsafeBytes(of: &lanes.absolute) { unsafe BlockReals.maximum($0) }
      guard largest < .infinity else { return nil }
      return Distances(
        absolute: largest,
        relative: unsafe withUnsafeBytes(of: &lanes.relative) { unsafe BlockReals.maximum($0) },
        // From 64 lanes that start at their sums the contract's order folds those.
        squares: unsafe withUnsafeBytes(of: &lanes.squares) { bytes in
          let sums = unsafe bytes.bindMemory(to: Double.self)
          return SumOrder.sum(count: SumOrder.laneCount) { unsafe sums[$0] }
        })
    }
  }

  private static func maximum(_ lanes: UnsafeRawBufferPointer) -> Double {
    unsafe lanes.bindMemory(to: Double.self).reduce(0) { $1 > $0 ? $1 : $0 }
  }
}
