/// Where the elements of an array are among the bytes of a source, and how to read them row-major
/// and little-endian.
struct ElementLayout: Sendable {
  let shape: [Int]
  /// Elements between neighbours, for each axis.
  let strides: [Int]
  /// Place of the first element in the source, in bytes.
  let start: Int
  /// Bytes of an element.
  let elementByteCount: Int
  /// Bytes of a number that are in the opposite order; 1 if none are.
  let swappedByteCount: Int
  /// Number of elements.
  let count: Int
  let isRowMajor: Bool

  /// Bytes of the source, and of elements from it, that are held while elements are gathered.
  static let windowByteCount = 1 << 26

  /// Number of bytes that reading all elements gives.
  var byteCount: Int { count * elementByteCount }

  /// Whether the source has the bytes as they are read.
  var isPlain: Bool { isRowMajor && swappedByteCount == 1 }

  /// Describes elements in any order.
  ///
  /// - Precondition: every element lies inside the source, the number of bytes was checked.
  init(
    _ shape: [Int], strides: [Int], start: Int, elementByteCount: Int, swappedByteCount: Int = 1
  ) {
    self.shape = shape
    self.strides = strides
    self.start = start
    self.elementByteCount = elementByteCount
    self.swappedByteCount = swappedByteCount
    count = shape.contains(0) ? 0 : shape.reduce(1, *)
    isRowMajor =
      count == 0
      || zip(shape, zip(strides, Self.rowMajorStrides(shape)))
        .allSatisfy { $0 == 1 || $1.0 == $1.1 }
  }

  static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    guard !shape.contains(0) else { return shape.map { _ in 0 } }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }

  /// Reads bytes, counted from the first one of the first element.
  ///
  /// - Parameters:
  ///   - cache: Keeps elements that were gathered for this range and those that follow.
  ///   - key: What the array is called there.
  func read(
    _ source: FileSource, _ range: Range<Int>, cache: GatherCache, key: Int = 0
  ) throws(TensorFileError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "\(range) of \(shape)")
    guard !isPlain, !range.isEmpty else {
      return try source.read(at: start + range.lowerBound, count: range.count)
    }
    let size = elementByteCount
    let elements = range.lowerBound / size..<(range.upperBound + size - 1) / size
    var bytes: [UInt8] = []
    if isRowMajor {
      bytes = try source.read(at: start + elements.lowerBound * size, count: elements.count * size)
    } else {
      bytes.reserveCapacity(elements.count * size)
      // Pieces that follow come from what is gathered now, but a small one must not cost much.
      let step = max(1, min(Self.windowByteCount / size, 16 * elements.count))
      var first = elements.lowerBound
      while first < elements.upperBound {
        let part = first..<min(elements.upperBound, first + step)
        bytes += try cache.bytes(
          of: part, key: key, in: first..<min(count, first + step), elementByteCount: size
        ) { (large) throws(TensorFileError) in try gather(source, large) }
        first = part.upperBound
      }
    }
    swap(&bytes)
    let before = range.lowerBound - elements.lowerBound * size
    return range.count == bytes.count ? bytes : Array(bytes[before..<before + range.count])
  }

  private func swap(_ bytes: inout [UInt8]) {
    let size = swappedByteCount
    guard size > 1 else { return }
    for start in stride(from: 0, to: bytes.count, by: size) {
      for byte in 0..<size / 2 { bytes.swapAt(start + byte, start + size - 1 - byte) }
    }
  }
}
