import Devices
import NumericsContract

/// An operand in the middle of a storage, with a known pattern on both sides.
struct GuardedOperand {
  /// Elements behind the operand, more than a vector register holds.
  private static let trailing = 19
  private static let pattern: UInt8 = 0xA5

  let operand: Operand
  private let leading: Int

  /// Places `content` at element `leading`; an odd place is not aligned to a vector.
  init(_ content: HostArray, leading: Int, on device: any Device) {
    self.leading = leading
    let size = content.type.byteCount
    let edge = [UInt8](repeating: Self.pattern, count: leading * size)
    let tail = [UInt8](repeating: Self.pattern, count: Self.trailing * size)
    let bytes = edge + content.bytes + tail
    let storage = device.allocate(byteCount: bytes.count)
    unsafe bytes.withUnsafeBytes { unsafe device.write($0, to: storage, at: 0) }
    operand = Operand(storage, type: content.type, offset: leading, count: content.count)
  }

  /// Returns what the operand holds, and whether the pattern on both sides is whole.
  func content(on device: any Device) throws -> (HostArray, guardsAreWhole: Bool) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: operand.storage.byteCount, alignment: 16)
    defer { unsafe buffer.deallocate() }
    try unsafe device.read(operand.storage, at: 0, into: buffer)
    let bytes = unsafe [UInt8](buffer)
    let start = operand.byteOffset
    let end = start + operand.byteCount
    let whole =
      bytes[..<start].allSatisfy { $0 == Self.pattern }
      && bytes[end...].allSatisfy { $0 == Self.pattern }
    return (HostArray(operand.type, bytes: Array(bytes[start..<end])), whole)
  }
}
