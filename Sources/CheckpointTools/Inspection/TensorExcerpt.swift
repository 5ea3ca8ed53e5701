public import CanonicalJSON
internal import TensorFiles

/// Elements of one tensor, picked out to be looked at.
public struct TensorExcerpt: Sendable, Equatable {
  /// Along an axis that is longer than this, only both ends are shown when no slice was asked for.
  static let longestAxis = 8
  /// Elements shown at each end of such an axis.
  static let edge = 3

  /// Elements shown at once, at most.
  static let mostElements = 1_000_000

  /// The indices shown along each axis, ascending.
  public let indices: [[Int]]
  /// Lengths of the tensor's axes.
  public let shape: [Int]
  /// The shown elements as JSON holds them, row-major.
  public internal(set) var values: [JSONValue] = []
  /// The shown elements as text, row-major.
  public internal(set) var texts: [String] = []

  /// Chooses what to show of a tensor.
  init(_ tensor: StoredTensor, slice: TensorSlice?) throws(CheckpointToolError) {
    guard tensor.type != nil else {
      throw CheckpointToolError(
        .invalidSlice, "tensor \(tensor.path) of type \(tensor.typeName)",
        expected: "elements of a type that can be read as numbers", found: "another type",
        remedy: "Convert the file with the tool that wrote it, for example to float32.")
    }
    shape = tensor.shape
    if let slice {
      indices = try slice.indices(in: tensor.shape, of: tensor.path)
    } else {
      indices = tensor.shape.map { length in
        length <= TensorExcerpt.longestAxis
          ? Array(0..<length)
          : Array(0..<TensorExcerpt.edge) + Array(length - TensorExcerpt.edge..<length)
      }
    }
    let product = indices.reduce((count: 1, overflows: false)) { sum, axis in
      let (count, overflows) = sum.count.multipliedReportingOverflow(by: axis.count)
      return (count, sum.overflows || overflows)
    }
    guard !product.overflows, product.count <= TensorExcerpt.mostElements else {
      throw CheckpointToolError(
        .invalidSlice, "tensor \(tensor.path) of shape \(shape)",
        expected: "at most \(TensorExcerpt.mostElements) elements to show",
        found: product.overflows ? "more than can be counted" : "\(product.count)",
        remedy: "Choose a part with --slice, for example --slice 0:3.")
    }
  }

  /// How many elements are shown.
  public var count: Int { indices.reduce(1) { $0 * $1.count } }

  /// Returns the place in the whole tensor of shown element `number`, row-major in both.
  func flatIndex(of number: Int) -> Int {
    var rest = number
    var weight = 1
    var result = 0
    for (axis, length) in zip(indices, shape).reversed() {
      result += axis[rest % axis.count] * weight
      rest /= axis.count
      weight *= length
    }
    return result
  }

  /// Takes the shown elements that lie in `bytes`, the tensor's bytes from element `first` on.
  mutating func add<Element: StoredElement>(
    _: Element.Type, _ bytes: UnsafeRawBufferPointer, first: Int
  ) {
    let end = first + bytes.count / MemoryLayout<Element.Bits>.size
    while texts.count < count {
      let place = flatIndex(of: texts.count)
      guard place < end else { return }
      let element = unsafe Element.load(bytes, place - first)
      values.append(element.json)
      texts.append(element.text)
    }
  }

  /// The elements as nested arrays, one level for each axis; a scalar is the element itself.
  var json: JSONValue { nested(axis: 0, from: 0) }

  private func nested(axis: Int, from start: Int) -> JSONValue {
    guard axis < indices.count else { return values[start] }
    let weight = indices[(axis + 1)...].reduce(1) { $0 * $1.count }
    return .array(
      indices[axis].indices.map { nested(axis: axis + 1, from: start + $0 * weight) })
  }

  /// The elements as lines: rows of the last axis, with `…` where elements were left out.
  var lines: [String] {
    guard let last = indices.last else { return texts }
    guard count > 0 else { return ["no elements"] }
    let width = texts.map(\.count).max() ?? 0
    return stride(from: 0, to: texts.count, by: last.count).map { start in
      var cells: [String] = []
      for (column, index) in last.enumerated() {
        if column > 0, index > last[column - 1] + 1 { cells.append("…") }
        let text = texts[start + column]
        cells.append(String(repeating: " ", count: width - text.count) + text)
      }
      return "\(position(ofRow: start / last.count))  \(cells.joined(separator: "  "))"
    }
  }

  /// The place of a row, as in `[3, 0, :]`.
  private func position(ofRow row: Int) -> String {
    var rest = row
    var place = [":"]
    for axis in indices.dropLast().reversed() {
      place.append(String(axis[rest % axis.count]))
      rest /= axis.count
    }
    return "[\(place.reversed().joined(separator: ", "))]"
  }
}
