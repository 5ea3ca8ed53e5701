/// A part of a tensor: for each axis, a first index, an end and a step.
///
/// Written as `0:3,1:5`: start, end (not included) and optionally step, each of which may be absent;
/// a single number is one index; negative numbers count from the end; axes that are not written are
/// whole.
public struct TensorSlice: Sendable, Equatable, CustomStringConvertible {
  private enum Axis: Sendable, Equatable {
    case index(Int)
    case range(start: Int?, end: Int?, step: Int)
  }

  private let axes: [Axis]
  /// The slice as it was written.
  public let description: String

  /// Reads a slice.
  ///
  /// - Throws: `CheckpointToolError.invalidSlice` for anything that is not one.
  public init(_ text: String) throws(CheckpointToolError) {
    description = text
    var axes: [Axis] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let axis = TensorSlice.axis(String(part.filter { $0 != " " })) else {
        throw CheckpointToolError(
          .invalidSlice, "slice \(text)", expected: "start:end or start:end:step for each axis",
          found: "“\(part)”", remedy: "Write, for example, 0:3,1:5 or ::2; a step is at least 1.")
      }
      axes.append(axis)
    }
    self.axes = axes
  }

  private static func axis(_ text: String) -> Axis? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1 { return Int(text).map { .index($0) } }
    guard parts.count <= 3 else { return nil }
    var numbers: [Int?] = []
    for part in parts {
      guard part.isEmpty || Int(part) != nil else { return nil }
      numbers.append(Int(part))
    }
    let step = parts.count == 3 ? numbers[2] ?? 1 : 1
    return step >= 1 ? .range(start: numbers[0], end: numbers[1], step: step) : nil
  }

  /// Returns the indices that the slice takes along each axis of a shape.
  ///
  /// Ends beyond an axis are cut off, as Python has it; a single index must exist.
  ///
  /// - Throws: `CheckpointToolError.invalidSlice` naming slice and shape.
  func indices(in shape: [Int], of path: String) throws(CheckpointToolError) -> [[Int]] {
    guard axes.count <= shape.count else {
      throw CheckpointToolError(
        .invalidSlice, "slice \(description)",
        expected: "at most \(shape.count) axes, for "
          + "\(path) has shape \(shape)", found: "\(axes.count)", remedy: "Leave axes out.")
    }
    var result: [[Int]] = []
    for (axis, length) in zip(axes, shape) {
      switch axis {
      case .index(let index):
        let place = index < 0 ? index + length : index
        guard (0..<length).contains(place) else {
          throw CheckpointToolError(
            .invalidSlice, "slice \(description)",
            expected: "an index below \(length), for \(path) has shape \(shape)",
            found: "\(index)", remedy: "Choose another index.")
        }
        result.append([place])
      case .range(let start, let end, let step):
        let first = TensorSlice.clamped(start ?? 0, length)
        let last = TensorSlice.clamped(end ?? length, length)
        let count = last > first ? (last - first - 1) / step + 1 : 0
        guard count <= TensorExcerpt.mostElements else {
          throw CheckpointToolError(
            .invalidSlice, "slice \(description)",
            expected: "at most \(TensorExcerpt.mostElements) indices along an axis",
            found: "\(count)", remedy: "Choose a smaller part, or a larger step.")
        }
        result.append((0..<count).map { first + $0 * step })
      }
    }
    for length in shape.dropFirst(axes.count) {
      guard length <= TensorExcerpt.mostElements else {
        throw CheckpointToolError(
          .invalidSlice, "slice \(description)",
          expected: "at most \(TensorExcerpt.mostElements) indices along an axis",
          found: "\(length) along an axis that the slice leaves whole",
          remedy: "Write a part for every axis of \(shape).")
      }
      result.append(Array(0..<length))
    }
    return result
  }

  private static func clamped(_ index: Int, _ length: Int) -> Int {
    min(max(index < 0 ? index + length : index, 0), length)
  }
}
