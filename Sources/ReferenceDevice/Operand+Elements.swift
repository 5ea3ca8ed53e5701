internal import Devices
internal import NumericsContract

// Operands as arrays: the one place where this device touches memory. Whole arrays are read before
// anything is written, so an operation in place needs no care.

/// A number as it lies in memory.
protocol ElementNumber: BitwiseCopyable {
  /// Its type in the catalogue.
  static var elementType: ElementType { get }
}

extension Float: ElementNumber {
  static var elementType: ElementType { .float32 }
}

extension Double: ElementNumber {
  static var elementType: ElementType { .float64 }
}

extension Int32: ElementNumber {
  static var elementType: ElementType { .int32 }
}

extension Int64: ElementNumber {
  static var elementType: ElementType { .int64 }
}

extension Operand {
  /// The elements, of a type that the caller knows.
  func elements<Number: ElementNumber>(_ type: Number.Type = Number.self) -> [Number] {
    loaded(Number.elementType)
  }

  /// The elements of a binary32 operand.
  var floats: [Float] { loaded(.float32) }

  /// The elements of a binary64 operand.
  var doubles: [Double] { loaded(.float64) }

  /// The elements of an int32 operand.
  var integers: [Int32] { loaded(.int32) }

  /// The elements of a bool operand.
  var booleans: [Bool] { (loaded(.bool) as [UInt8]).map { $0 != 0 } }

  /// Overwrites an operand of the numbers' type.
  func store<Number: ElementNumber>(_ elements: [Number]) { stored(elements, Number.elementType) }

  /// Overwrites a bool operand.
  func store(_ elements: [Bool]) { stored(elements.map { $0 ? 1 : 0 } as [UInt8], .bool) }

  /// The bytes of each element, for what only moves them.
  var pieces: [[UInt8]] {
    let size = type.byteCount
    let all = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: byteCount))
    return (0..<count).map { Array(all[$0 * size..<($0 + 1) * size]) }
  }

  /// Overwrites an operand of any type by the bytes of each element.
  func store(pieces: [[UInt8]]) {
    precondition(pieces.count == count, "\(pieces.count) elements for an operand of \(count)")
    let all = Array(pieces.joined())
    unsafe all.withUnsafeBytes { source in
      guard let first = source.baseAddress else { return }
      unsafe bytes.copyMemory(from: first, byteCount: source.count)
    }
  }

  /// The first byte in this process's memory.
  var bytes: UnsafeMutableRawPointer {
    unsafe storage.hostRange(at: byteOffset, byteCount: byteCount)
  }

  private func loaded<Element: BitwiseCopyable>(_ expected: ElementType) -> [Element] {
    requireType(expected)
    guard count > 0 else { return [] }
    let start = unsafe bytes.assumingMemoryBound(to: Element.self)
    return unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  private func stored<Element: BitwiseCopyable>(_ elements: [Element], _ expected: ElementType) {
    requireType(expected)
    precondition(
      elements.count == count,
      "\(elements.count) results were computed for an operand of \(count) elements")
    guard count > 0 else { return }
    let start = unsafe bytes.assumingMemoryBound(to: Element.self)
    unsafe start.update(from: elements, count: count)
  }

  private func requireType(_ expected: ElementType) {
    precondition(
      type == expected,
      "an operand of \(type.rawValue) elements stands where \(expected.rawValue) is needed")
  }
}

extension Storage {
  /// The first of `byteCount` bytes in this process's memory, checked to lie in the storage.
  func hostRange(at byteOffset: Int, byteCount: Int) -> UnsafeMutableRawPointer {
    guard let host = self as? HostStorage else {
      preconditionFailure(
        "a \(Swift.type(of: self)) was given to the reference device, whose storage is HostStorage")
    }
    precondition(
      byteOffset >= 0 && byteOffset + byteCount <= host.byteCount,
      "\(byteCount) bytes at \(byteOffset) do not fit a storage of \(host.byteCount) bytes")
    return unsafe host.base + byteOffset
  }
}
