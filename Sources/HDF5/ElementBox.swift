/// A block of an array: consecutive indices along each axis.
struct ElementBox: Equatable {
  /// The first index along each axis.
  let start: [Int]
  /// Indices along each axis.
  let lengths: [Int]

  /// Number of elements.
  var count: Int { lengths.reduce(1, *) }

  /// Blocks that hold the elements whose numbers, row-major, are in `range`, in the order of these
  /// numbers, within a block and from block to block; at most two for each axis.
  ///
  /// - Precondition: the range lies inside the array.
  static func covering(_ range: Range<Int>, of shape: [Int]) -> [ElementBox] {
    boxes(range, shape[...], below: [])
  }

  private static func boxes(
    _ range: Range<Int>, _ shape: ArraySlice<Int>, below prefix: [Int]
  ) -> [ElementBox] {
    guard !range.isEmpty else { return [] }
    let ones = [Int](repeating: 1, count: prefix.count)
    guard let axis = shape.first else { return [ElementBox(start: prefix, lengths: ones)] }
    let inner = shape.dropFirst()
    let row = inner.reduce(1, *)
    precondition(
      range.upperBound <= axis * row, "elements \(range) are not inside the shape \(shape)")
    let (first, last) = (range.lowerBound / row, (range.upperBound - 1) / row)
    func part(_ index: Int, _ range: Range<Int>) -> [ElementBox] {
      boxes(
        range.lowerBound - index * row..<range.upperBound - index * row, inner,
        below: prefix + [index])
    }
    if first == last && range.count < row { return part(first, range) }
    // Whole rows in the middle, and what is left at both ends.
    let from = (range.lowerBound + row - 1) / row
    let to = range.upperBound / row
    let head = range.lowerBound < from * row ? part(first, range.lowerBound..<from * row) : []
    let tail = to * row < range.upperBound ? part(last, to * row..<range.upperBound) : []
    guard from < to else { return head + tail }
    let rows = ElementBox(
      start: prefix + [from] + inner.map { _ in 0 }, lengths: ones + [to - from] + inner)
    return head + [rows] + tail
  }
}
