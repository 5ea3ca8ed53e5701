/// One axis along which `Copy` moves elements: how many, and how far apart they are on either side.
public struct CopyAxis: Sendable, Equatable {
  /// Places along the axis.
  public let count: Int
  /// Elements from one place to the next in the input; 0 reads the same element again.
  public let inputStride: Int
  /// Elements from one place to the next in the output.
  public let outputStride: Int

  /// Creates an axis.
  public init(count: Int, inputStride: Int, outputStride: Int) {
    self.count = count
    self.inputStride = inputStride
    self.outputStride = outputStride
  }
}

extension [CopyAxis] {
  /// Number of elements that are moved.
  public var elementCount: Int { reduce(1) { $0 * $1.count } }

  /// Elements from the first that is read through the last; 0 when there is none.
  public var inputSpan: Int { span(\.inputStride) }

  /// Elements from the first that is written through the last; 0 when there is none.
  public var outputSpan: Int { span(\.outputStride) }

  private func span(_ stride: KeyPath<CopyAxis, Int>) -> Int {
    contains { $0.count == 0 } ? 0 : reduce(1) { $0 + ($1.count - 1) * $1[keyPath: stride] }
  }

  /// Whether no element of the output is written twice; none is where there is none.
  var writesOnce: Bool {
    guard elementCount > 0 else { return true }
    let written = filter { $0.count > 1 }.sorted { $0.outputStride < $1.outputStride }
    var span = 0
    for axis in written {
      if axis.outputStride <= span { return false }
      span += (axis.count - 1) * axis.outputStride
    }
    return true
  }
}
