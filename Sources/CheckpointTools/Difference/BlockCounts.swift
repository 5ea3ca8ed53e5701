internal import CComparison

/// How many elements of a block differ, and by how much.
struct BlockCounts {
  /// NaNs on either side.
  private(set) var nanInA = 0
  private(set) var nanInB = 0
  /// Elements whose bits differ as they are stored, so with spellings of NaN.
  private(set) var differing = 0
  /// Elements that are any distance apart.
  private(set) var apart = 0
  /// The largest distance in ULP.
  private(set) var farthest: UInt64 = 0

  /// What the loops for binary32 have counted.
  init(_ counts: lockstep_f32_counts) {
    nanInA = Int(counts.nan_in_a)
    nanInB = Int(counts.nan_in_b)
    differing = Int(counts.differing)
    apart = Int(counts.apart)
    farthest = UInt64(counts.farthest)
  }

  /// Counts in a few short loops without branches, which become vector instructions.
  init<Element: StoredElement>(
    _: Element.Type, _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) {
    nanInA = unsafe BlockCounts.nanCount(Element.self, a)
    nanInB = unsafe BlockCounts.nanCount(Element.self, b)
    var other: UInt32 = 0
    for index in 0..<count {
      other &+= unsafe Element.raw(a, index) == Element.raw(b, index) ? 0 : 1
    }
    differing = Int(other)
    var most: Element.Bits = 0
    var together: UInt32 = 0
    for index in 0..<count {
      let distance = unsafe Element.load(a, index).distance(to: Element.load(b, index))
      most = distance > most ? distance : most
      together &+= distance == 0 ? 1 : 0
    }
    farthest = UInt64(most)
    apart = count - Int(together)
  }

  /// The NaNs among some elements.
  static func nanCount<Element: StoredElement>(
    _: Element.Type, _ bytes: UnsafeRawBufferPointer
  ) -> Int {
    guard Element.hasNaN else { return 0 }
    let count = bytes.count / MemoryLayout<Element.Bits>.size
    var result: UInt32 = 0
    for index in 0..<count { result &+= unsafe Element.load(bytes, index).isNaN ? 1 : 0 }
    return Int(result)
  }
}
