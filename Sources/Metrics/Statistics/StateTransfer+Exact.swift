import NumericsContract
import Tensors

/// Counts stay whole numbers of binary64; nobody counts as far (NUM-140).
let countLimit: UInt64 = 1 << 53

extension StateWriter {
  mutating func write(_ name: String, _ sum: ExactSum) {
    write(name, sum.words, shape: [ExactSum.wordCount])
  }

  mutating func write(_ name: String, _ words: [UInt64], shape: [Int]) {
    write(name, type: .uint64, shape: shape, bytes: words.flatMap(LittleEndian.bytes(of:)))
  }
}

extension StateReader {
  func readSum(_ name: String) throws(StateError) -> ExactSum {
    guard let sum = ExactSum(words: try words(name, shape: [ExactSum.wordCount])) else {
      throw invalid(name, expected: "an exact sum", found: "words that no sum has")
    }
    return sum
  }

  /// Takes counts that together do not pass the limit.
  func readCounts(_ name: String, shape: [Int]) throws(StateError) -> [UInt64] {
    let counts = try words(name, shape: shape)
    var total: UInt64 = 0
    for count in counts {
      guard count <= countLimit - total else {
        throw invalid(name, expected: "counts of at most 2^53 in all", found: "\(count)")
      }
      total += count
    }
    return counts
  }

  func readCount(_ name: String) throws(StateError) -> UInt64 {
    try readCounts(name, shape: [])[0]
  }

  func invalid(_ name: String, expected: String, found: String) -> StateError {
    StateError(.invalidValue, path: path(of: name), expected: expected, found: found)
  }

  private func words(_ name: String, shape: [Int]) throws(StateError) -> [UInt64] {
    let bytes = try read(name, type: .uint64, shape: shape)
    return stride(from: 0, to: bytes.count, by: 8).map {
      LittleEndian.uint64(Array(bytes[$0..<$0 + 8]))
    }
  }
}
