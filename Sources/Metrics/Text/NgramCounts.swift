public import Devices
import NumericsContract
public import Tensors

/// How many n-grams of candidates occur in their references, and how long both are.
public struct NgramCounts: MetricStatistic {
  let padding: Int32?
  /// For n = 1, 2, …: n-grams of the candidates that a reference has, each at most as often as there.
  public private(set) var matches: [UInt64]
  /// For n = 1, 2, …: n-grams of the candidates, so that the first number is that of their tokens.
  public private(set) var ngrams: [UInt64]
  /// Tokens of the reference of each candidate that is nearest to it in length.
  public private(set) var referenceLength: UInt64 = 0

  init(maximum: Int, padding: Int32?) {
    precondition(maximum >= 1, "n-grams up to n = \(maximum)")
    self.padding = padding
    matches = Array(repeating: 0, count: maximum)
    ngrams = matches
  }

  /// Takes in candidates and references, one a row: int32 `[rows, length]`, lengths may differ.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    let rows = inputs.tensors.first?.shape.axes.first ?? 0
    let fits = inputs.tensors.indices.allSatisfy { index in
      let shape = inputs.tensors[index].shape
      return inputs.tensors[index].type == .int32 && shape.rank == 2 && shape[0] == rows
    }
    if inputs.tensors.count < 2 || !fits {
      inputs.refuse(expected: "int32 candidates [rows, length] and references [rows, length]")
    }
    var texts: [[[Int32]]] = []
    for (index, tensor) in inputs.tensors.enumerated() {
      let tokens = try inputs.integers(index)
      let length = tensor.shape[1]
      texts.append(
        (0..<rows).map { row in
          tokens[row * length..<(row + 1) * length].filter { $0 != padding }
        })
    }
    for row in 0..<rows {
      add(candidate: texts[0][row], references: texts.dropFirst().map { $0[row] })
    }
  }

  private mutating func add(candidate: [Int32], references: [[Int32]]) {
    // A row of padding alone is no reference, unless there is no other.
    let present = references.filter { !$0.isEmpty }
    let nearest = present.map(\.count).min {
      let (left, right) = (abs($0 - candidate.count), abs($1 - candidate.count))
      return left < right || left == right && $0 < $1
    }
    referenceLength += UInt64(nearest ?? 0)
    for n in 1...matches.count {
      var left: [ArraySlice<Int32>: Int] = [:]
      for reference in present {
        var seen: [ArraySlice<Int32>: Int] = [:]
        for ngram in NgramCounts.ngrams(n, of: reference) {
          let count = seen[ngram, default: 0] + 1
          seen[ngram] = count
          left[ngram] = max(left[ngram, default: 0], count)
        }
      }
      for ngram in NgramCounts.ngrams(n, of: candidate) {
        ngrams[n - 1] += 1
        if let count = left[ngram], count > 0 {
          matches[n - 1] += 1
          left[ngram] = count - 1
        }
      }
    }
  }

  private static func ngrams(_ n: Int, of text: [Int32]) -> [ArraySlice<Int32>] {
    text.count < n ? [] : (0...text.count - n).map { text[$0..<$0 + n] }
  }

  public mutating func merge(_ other: NgramCounts) {
    for index in matches.indices {
      matches[index] += other.matches[index]
      ngrams[index] += other.ngrams[index]
    }
    referenceLength += other.referenceLength
  }

  public func save(to state: inout StateWriter) {
    state.write("matches", matches, shape: [matches.count])
    state.write("ngrams", ngrams, shape: [ngrams.count])
    state.write("referenceLength", referenceLength)
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    var restored = self
    restored.matches = try state.readCounts("matches", shape: [matches.count])
    restored.ngrams = try state.readCounts("ngrams", shape: [ngrams.count])
    for (match, count) in zip(restored.matches, restored.ngrams) where match > count {
      throw state.invalid("matches", expected: "at most \(count)", found: "\(match)")
    }
    restored.referenceLength = try state.readCount("referenceLength")
    self = restored
  }
}
