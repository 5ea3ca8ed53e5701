import NumericsContract
import Tensors
import Testing

/// Numbers of a tensor that can be cut into rows.
struct HostTensor: Decodable, Sendable {
  let type: String
  let shape: [Int]
  /// Bits in hexadecimal.
  let words: String

  var rows: Int { shape.first ?? 0 }

  /// The tensor on a device.
  func tensor(on dispatcher: Dispatcher) throws -> Tensor {
    try tensor(rows: 0..<rows, on: dispatcher)
  }

  /// Some rows of it on a device.
  func tensor(rows: Range<Int>, on dispatcher: Dispatcher) throws -> Tensor {
    let bits = try words.split(separator: " ").map { try #require(UInt32($0, radix: 16)) }
    let width = shape.dropFirst().reduce(1, *)
    let part = bits[rows.lowerBound * width..<rows.upperBound * width]
    let shape = Shape([rows.count] + shape.dropFirst())
    return type == "int32"
      ? Tensor(part.map { Int32(bitPattern: $0) }, shape: shape, on: dispatcher)
      : Tensor(part.map { Float(bitPattern: $0) }, shape: shape, on: dispatcher)
  }
}
