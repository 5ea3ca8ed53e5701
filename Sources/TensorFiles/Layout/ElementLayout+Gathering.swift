/// Elements along the last axis, which are `stride` elements apart in the source.
private struct ElementRun {
  /// Place of the first one in the source, in elements.
  var place: Int
  let stride: Int
  let count: Int

  /// Which of them have a place in `window`.
  func indices(in window: ClosedRange<Int>) -> Range<Int> {
    // Where there is one element alone, the stride may be any number.
    guard stride > 0, count > 1 else { return window.contains(place) ? 0..<count : 0..<0 }
    let first = max(0, (window.lowerBound - place + stride - 1) / stride)
    let last = window.upperBound < place ? -1 : min(count - 1, (window.upperBound - place) / stride)
    return first..<max(first, last + 1)
  }

  /// The last place.
  var end: Int { place + (count - 1) * stride }
}

extension ElementLayout {
  /// Reads the part of the source that holds the elements window by window, and takes from each what
  /// is in it: no order of the elements makes that slow.
  func gather(
    _ source: FileSource, _ elements: Range<Int>,
    windowByteCount: Int = ElementLayout.windowByteCount
  ) throws(TensorFileError) -> [UInt8] {
    let size = elementByteCount
    let runs = self.runs(of: elements)
    guard let first = runs.map(\.place).min(), let last = runs.map(\.end).max() else { return [] }
    var bytes = [UInt8](repeating: 0, count: elements.count * size)
    let step = max(1, windowByteCount / size)
    for low in stride(from: first, through: last, by: step) {
      let high = min(last, low + step - 1)
      let window = try source.read(at: start + low * size, count: (high - low + 1) * size)
      var target = 0
      for run in runs {
        let indices = run.indices(in: low...high)
        if !indices.isEmpty {
          Self.copy(
            window, from: run.place + indices.lowerBound * run.stride - low, by: run.stride,
            to: &bytes, at: target + indices.lowerBound, count: indices.count, size: size)
        }
        target += run.count
      }
    }
    return bytes
  }

  /// The elements as parts of rows.
  private func runs(of elements: Range<Int>) -> [ElementRun] {
    guard let length = shape.last, let stride = strides.last else {
      return [ElementRun(place: 0, stride: 0, count: elements.count)]
    }
    var runs: [ElementRun] = []
    var element = elements.lowerBound
    while element < elements.upperBound {
      var (rest, place) = (element / length, 0)
      for axis in shape.indices.dropLast().reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      let index = element % length
      let count = min(length - index, elements.upperBound - element)
      runs.append(ElementRun(place: place + index * stride, stride: stride, count: count))
      element += count
    }
    return runs
  }

  /// Copies elements that are `stride` apart to places that follow one another, all in elements.
  private static func copy(
    _ window: [UInt8], from place: Int, by stride: Int, to bytes: inout [UInt8], at target: Int,
    count: Int, size: Int
  ) {
    func copy<Word: BitwiseCopyable>(_ word: Word.Type) {
      unsafe window.withUnsafeBytes { source in
        unsafe bytes.withUnsafeMutableBytes { output in
          for index in 0..<count {
            let word = unsafe source.loadUnaligned(
              fromByteOffset: (place + index * stride) * size, as: Word.self)
            unsafe output.storeBytes(
              of: word, toByteOffset: (target + index) * size, as: Word.self)
          }
        }
      }
    }
    switch size {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 4: copy(UInt32.self)
    case 8: copy(UInt64.self)
    default:
      for index in 0..<count {
        let (from, to) = ((place + index * stride) * size, (target + index) * size)
        for byte in 0..<size { bytes[to + byte] = window[from + byte] }
      }
    }
  }
}
