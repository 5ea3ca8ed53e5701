import Testing

@testable import TensorFiles

@Suite("Element layouts") struct ElementLayoutTests {
  /// What `gather` must give, element by element.
  private func expected(_ layout: ElementLayout, _ bytes: [UInt8]) -> [UInt8] {
    (0..<layout.count).flatMap { element -> ArraySlice<UInt8> in
      var (rest, place) = (element, 0)
      for axis in layout.shape.indices.reversed() {
        place += rest % layout.shape[axis] * layout.strides[axis]
        rest /= layout.shape[axis]
      }
      let start = layout.start + place * layout.elementByteCount
      return bytes[start..<start + layout.elementByteCount]
    }
  }

  @Test("any order of the elements gives them row by row, whatever the window, range and size")
  func orders() throws {
    let bytes = (0..<1200).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let source = FileSource(bytes: bytes, name: "a")
    let layouts: [([Int], [Int])] = [
      ([], []), ([5], [3]), ([4], [0]), ([3, 4], [1, 3]), ([3, 4], [5, 1]),
      ([2, 3, 4], [1, 2, 6]),
      ([2, 3, 4], [12, 1, 3]), ([3, 1, 2], [2, 99, 1]), ([2, 0, 3], [1, 1, 1]),
      ([2, 2, 3], [0, 7, 2]),
      // Of one element the stride is of no use to anybody, so a file may say anything.
      ([3, 1], [20, .max]), ([1, 3, 1], [.max, 20, .max]),
    ]
    for size in [1, 2, 3, 4, 8, 16] {
      for (shape, strides) in layouts {
        let layout = ElementLayout(shape, strides: strides, start: 5, elementByteCount: size)
        let whole = expected(layout, bytes)
        for window in [1, size, 3 * size + 1, 1 << 20] {
          #expect(
            try layout.gather(source, 0..<layout.count, windowByteCount: window) == whole,
            "\(shape) \(strides) \(size) \(window)")
        }
        let cache = GatherCache()
        for lower in stride(from: 0, through: whole.count, by: 3) {
          for upper in stride(from: lower, through: whole.count, by: 5) {
            let read = try layout.read(source, lower..<upper, cache: cache)
            #expect(read == Array(whole[lower..<upper]), "\(shape) \(strides) \(lower) \(upper)")
          }
        }
      }
    }
  }

  @Test("the cache of a file keeps its tensors apart")
  func cache() throws {
    let source = FileSource(bytes: (0..<64).map { $0 }, name: "a")
    let cache = GatherCache()
    let layouts = (0..<2).map {
      ElementLayout([4, 2], strides: [1, 4], start: 8 * $0, elementByteCount: 1)
    }
    for _ in 0..<2 {
      for (key, layout) in layouts.enumerated() {
        let read = try layout.read(source, 0..<8, cache: cache, key: key)
        #expect(read == [0, 4, 1, 5, 2, 6, 3, 7].map { $0 + UInt8(8 * key) })
      }
    }
  }
}
