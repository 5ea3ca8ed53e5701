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

  /// Elements that are gathered at once.
  private static let gatherCount = 1 << 22
  /// Bytes of the source that are held while elements are gathered.
  private static let windowByteCount = 1 << 26

  /// Number of bytes that reading all elements gives.
  var byteCount: Int { count * elementByteCount }

  /// Whether the source has the bytes as they are read.
  var isPlain: Bool { isRowMajor && swappedByteCount == 1 }

  /// Describes elements that lie row by row.
  ///
  /// - Precondition: the number of bytes was checked.
  init(rowMajor shape: [Int], start: Int, elementByteCount: Int, swappedByteCount: Int = 1) {
    self.init(
      shape, strides: Self.rowMajorStrides(shape), start: start,
      elementByteCount: elementByteCount, swappedByteCount: swappedByteCount)
  }

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
  func read(_ source: FileSource, _ range: Range<Int>) throws(TensorFileError) -> [UInt8] {
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
      for first in stride(from: elements.lowerBound, to: elements.upperBound, by: Self.gatherCount)
      {
        bytes += try gather(source, first..<min(elements.upperBound, first + Self.gatherCount))
      }
    }
    swap(&bytes)
    let before = range.lowerBound - elements.lowerBound * size
    return range.count == bytes.count ? bytes : Array(bytes[before..<before + range.count])
  }

  /// Reads the part of the source that holds the elements window by window, and takes from each what
  /// is in it: no order of the elements makes that slow.
  private func gather(
    _ source: FileSource, _ elements: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    let size = elementByteCount
    let places = self.places(of: elements)
    guard let first = places.min(), let last = places.max() else { return [] }
    var bytes = [UInt8](repeating: 0, count: elements.count * size)
    let step = Self.windowByteCount / size
    for low in stride(from: first, through: last, by: step) {
      let high = min(last, low + step - 1)
      let window = try source.read(at: start + low * size, count: (high - low + 1) * size)
      var target = 0
      for place in places {
        if place >= low, place <= high {
          let from = (place - low) * size
          for byte in 0..<size { bytes[target + byte] = window[from + byte] }
        }
        target += size
      }
    }
    return bytes
  }

  /// Places of elements in the source, in elements from the first one.
  private func places(of elements: Range<Int>) -> [Int] {
    var indices = [Int](repeating: 0, count: shape.count)
    var rest = elements.lowerBound
    var place = 0
    for axis in shape.indices.reversed() {
      indices[axis] = rest % shape[axis]
      rest /= shape[axis]
      place += indices[axis] * strides[axis]
    }
    var places: [Int] = []
    places.reserveCapacity(elements.count)
    for _ in elements {
      places.append(place)
      var axis = shape.count - 1
      while axis >= 0 {
        indices[axis] += 1
        place += strides[axis]
        if indices[axis] < shape[axis] { break }
        place -= indices[axis] * strides[axis]
        indices[axis] = 0
        axis -= 1
      }
    }
    return places
  }

  private func swap(_ bytes: inout [UInt8]) {
    let size = swappedByteCount
    guard size > 1 else { return }
    for start in stride(from: 0, to: bytes.count, by: size) {
      for byte in 0..<size / 2 { bytes.swapAt(start + byte, start + size - 1 - byte) }
    }
  }
}
