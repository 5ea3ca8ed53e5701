import CPUDevice
import Devices
import NumericsContract

extension Device {
  /// Copies elements into a new storage.
  func operand(_ elements: [Float]) -> Operand {
    let operand = operand(count: elements.count)
    unsafe elements.withUnsafeBytes { bytes in
      unsafe write(bytes, to: operand.storage, at: 0)
    }
    return operand
  }

  /// Labels that count through −1 ... 47: for 47 classes the first and the last are outside.
  func labels(_ count: Int) -> Operand {
    let operand = operand(count: count, type: .int32)
    let labels = (0..<count).map { Int32($0 % 49) - 1 }
    unsafe labels.withUnsafeBytes { bytes in
      unsafe write(bytes, to: operand.storage, at: 0)
    }
    return operand
  }

  /// A new storage for `count` elements whose content no test may rely on.
  func operand(count: Int, type: ElementType = .float32) -> Operand {
    let storage = allocate(byteCount: count * type.byteCount)
    let garbage = Array(repeating: UInt8(0xA5), count: count * type.byteCount)
    unsafe garbage.withUnsafeBytes { bytes in unsafe write(bytes, to: storage, at: 0) }
    return Operand(storage, type: type, count: count)
  }

  func floats(_ operand: Operand) throws(DeviceError) -> [Float] {
    var elements = Array(repeating: Float(0), count: operand.count)
    try read(operand.storage, at: operand.byteOffset, into: &elements)
    return elements
  }

  func doubles(_ operand: Operand) throws(DeviceError) -> [Double] {
    var elements = Array(repeating: 0.0, count: operand.count)
    try read(operand.storage, at: operand.byteOffset, into: &elements)
    return elements
  }

  private func read<Element>(
    _ storage: Storage, at byteOffset: Int, into elements: inout [Element]
  ) throws(DeviceError) {
    let result = unsafe elements.withUnsafeMutableBytes { bytes in
      Result { () throws(DeviceError) in
        try unsafe read(storage, at: byteOffset, into: bytes)
      }
    }
    try result.get()
  }
}

/// Test values: mostly of ordinary size, some zeros of both signs, subnormals and tiny numbers whose
/// products underflow.
struct ValueSource {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let word = UInt32(truncatingIfNeeded: state >> 33)
    let unit = Float(Int32(word >> 7) - (1 << 23)) * 0x1p-23
    switch word & 63 {
    case 0: return 0
    case 1: return -0.0
    case 2: return unit * 0x1p-130
    case 3: return unit * 0x1p-75
    case 4: return unit * 0x1p20
    default: return unit
    }
  }

  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}
