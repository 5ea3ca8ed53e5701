import Devices
import NumericsContract
import RemoteDevice
import Testing

/// The far-away device of the tests really is far away; otherwise it would prove nothing.
struct RemoteDeviceTests {
  private func operand(_ numbers: [Float], on device: RemoteDevice) -> Operand {
    let array = HostArray(numbers)
    let storage = device.allocate(byteCount: array.bytes.count)
    unsafe array.bytes.withUnsafeBytes { unsafe device.write($0, to: storage, at: 0) }
    return Operand(storage, type: .float32, count: numbers.count)
  }

  private func read(_ operand: Operand, on device: RemoteDevice) throws -> HostArray {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: operand.byteCount, alignment: 16)
    defer { unsafe buffer.deallocate() }
    try unsafe device.read(operand.storage, at: operand.byteOffset, into: buffer)
    return unsafe HostArray(operand.type, bytes: [UInt8](buffer))
  }

  @Test("storage of a remote device cannot be seen from the host")
  func opacity() {
    #expect(!(RemoteDevice().allocate(byteCount: 4) is HostStorage))
  }

  @Test("storage that was never written reads as NaN, not as zero")
  func poison() throws {
    let device = RemoteDevice()
    let operand = Operand(device.allocate(byteCount: 12), type: .float32, count: 3)
    let content = try read(operand, on: device)
    #expect((0..<3).allSatisfy { content.canonicalBits(at: $0) == 0x7FC0_0000 })
  }

  @Test("nothing is computed before somebody waits")
  func deferral() throws {
    let device = RemoteDevice()
    let x = operand([1, 2], on: device)
    let before = device.outstandingCalls
    device.perform(.scale(Scale(x, by: 3, into: x)), at: Invocation())
    #expect(device.outstandingCalls == before + 1)
    #expect(device.waitCount == 0)
    let found = try read(x, on: device)
    #expect(device.outstandingCalls == 0)
    #expect(device.waitCount == 1)
    #expect(found.firstDifference(from: HostArray([Float(3), 6]), exact: true) == nil)
  }

  @Test("bytes are copied when they are written, and calls keep their order")
  func order() throws {
    let device = RemoteDevice()
    let x = operand([1, 2], on: device)
    let y = operand([0, 0], on: device)
    device.perform(.copy(Copy(x, into: y)), at: Invocation())
    var bytes = HostArray([Float(7), 8]).bytes
    unsafe bytes.withUnsafeBytes { unsafe device.write($0, to: x.storage, at: 0) }
    // What the caller does with its memory afterwards is its own affair.
    for index in bytes.indices { bytes[index] = 0 }
    try device.synchronize()
    let (x1, y1) = (try read(x, on: device), try read(y, on: device))
    #expect(x1.firstDifference(from: HostArray([Float(7), 8]), exact: true) == nil)
    #expect(y1.firstDifference(from: HostArray([Float(1), 2]), exact: true) == nil)
  }

  @Test("a queue that is full is worked off")
  func fullQueue() throws {
    let device = RemoteDevice()
    let x = operand([1], on: device)
    for _ in 0..<RemoteDevice.queueLimit {
      device.perform(.scale(Scale(x, by: -1, into: x)), at: Invocation())
    }
    #expect(device.outstandingCalls < RemoteDevice.queueLimit)
    #expect(device.waitCount == 0)
    let found = try read(x, on: device)
    #expect(found.firstDifference(from: HostArray([Float(1)]), exact: true) == nil)
  }
}
