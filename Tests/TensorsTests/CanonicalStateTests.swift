import Devices
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

@Suite("NaNs in the state")
struct CanonicalStateTests {
  @Test("NUM-009: a NaN of any sign and payload is written as 7fc00000, other bits as they are")
  func tensorNaNs() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let bits: [UInt32] = [0xFFC0_0000, 0x7FA0_0001, 0x8000_0000, 0x3F80_0000, 0x7F80_0000]
    let tensor = Tensor(bits.map { Float(bitPattern: $0) }, shape: [5], on: dispatcher)
    var writer = StateWriter()
    writer.write("x", tensor)
    let entry = try #require(try writer.finish()["/x"])
    let canonical: [UInt32] = [0x7FC0_0000, 0x7FC0_0000, 0x8000_0000, 0x3F80_0000, 0x7F80_0000]
    #expect(entry.bytes == canonical.flatMap { LittleEndian.bytes(of: $0) })
  }

  @Test("NUM-009: a NaN score is written as 7ff8000000000000")
  func scalarNaNs() throws {
    var writer = StateWriter()
    writer.write("score", -Double.nan)
    let entry = try #require(try writer.finish()["/score"])
    #expect(entry.bytes == LittleEndian.bytes(of: UInt64(0x7FF8_0000_0000_0000)))
  }

  @Test("NUM-089: a NaN of a storage type is written as 7e00 or 7fc0, other bits as they are")
  func narrowNaNs() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    for (type, bits, canonical) in [
      (ElementType.float16, [0xFE01, 0x7C00, 0x8000], [0x7E00, 0x7C00, 0x8000] as [UInt16]),
      (.bfloat16, [0xFF81, 0x7F80, 0x3F80], [0x7FC0, 0x7F80, 0x3F80]),
    ] {
      let operand = dispatcher.allocate(3, type: type)
      let tensor = Tensor(operand, shape: [3], on: dispatcher)
      tensor.overwrite(with: bits.flatMap { LittleEndian.bytes(of: UInt16($0)) })
      var writer = StateWriter()
      writer.write("x", tensor)
      let entry = try #require(try writer.finish()["/x"])
      #expect(entry.bytes == canonical.flatMap { LittleEndian.bytes(of: $0) })
    }
  }
}
