public import Devices
import NumericsContract
public import Tensors

/// The tensors of an update, which a statistic checks and reads.
public struct MetricInputs {
  /// The tensors, without a place on a tape.
  public let tensors: [Tensor]
  private let metric: String

  /// Creates the inputs of a metric.
  public init(_ tensors: [Tensor], of metric: String) {
    self.tensors = tensors.map(\.detached)
    self.metric = metric
  }

  /// Stops the program because the tensors do not fit, naming the metric and all shapes.
  public func refuse(expected: String) -> Never {
    let found = tensors.map(\.description).joined(separator: ", ")
    fatalError("\(metric): inputs \(found) do not fit; expected \(expected)")
  }

  /// Stops the program when an index is not one of the classes, naming the metric and the place.
  public func check(_ index: Int32, at place: Int, classes: Int) {
    if index < 0 || index >= classes {
      fatalError("\(metric): class \(index) at place \(place); expected 0 ..< \(classes)")
    }
  }

  /// Reads binary32 numbers; float16 and bfloat16 widen, binary64 is rounded (NUM-156).
  public func numbers(_ index: Int) throws(DeviceError) -> [Float] {
    try tensors[index].converted(to: .float32).floats()
  }

  /// Reads whole numbers; bool and uint8 widen.
  public func integers(_ index: Int) throws(DeviceError) -> [Int32] {
    try tensors[index].converted(to: .int32).integers()
  }

  /// Whether a tensor holds numbers that are read in binary32.
  public func isNumbers(_ index: Int) -> Bool {
    [.float32, .float64, .float16, .bfloat16].contains(tensors[index].type)
  }

  /// Whether a tensor holds whole numbers that widen to int32.
  public func isIntegers(_ index: Int) -> Bool {
    [.int32, .uint8, .bool].contains(tensors[index].type)
  }

  /// Whether there are two tensors, the second of whole numbers, one for each row of the first.
  var areScoresAndLabels: Bool {
    guard tensors.count == 2, isNumbers(0), isIntegers(1) else { return false }
    let axes = tensors[0].shape.axes
    return !axes.isEmpty && axes[axes.count - 1] > 0
      && axes.dropLast().elementsEqual(tensors[1].shape.axes)
  }

  /// Whether there are two tensors of one shape, the second of whole numbers.
  var areElementsAndLabels: Bool {
    tensors.count == 2 && isIntegers(1) && tensors[0].shape == tensors[1].shape
  }

  /// Whether there are two tensors of numbers of one shape.
  var arePairs: Bool {
    tensors.count == 2 && isNumbers(0) && isNumbers(1) && tensors[0].shape == tensors[1].shape
  }
}
