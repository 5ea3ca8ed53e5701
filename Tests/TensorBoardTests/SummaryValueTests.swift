import CanonicalJSON
import SwiftProtobuf
import Testing

@testable import TensorBoard

@Suite("Summary values")
struct SummaryValueTests {
  /// What a value looks like on the wire.
  private func encoded(_ value: SummaryValue) throws -> [UInt8] {
    try value.message.serializedBytes()
  }

  @Test("scalars are rounded to binary32, ties to even; what is not finite stays so")
  func scalars() throws {
    let rounded: [(Double, Float)] = [
      (0.1, 0.1), (1 + 0x1p-24, 1), (1 + 0x3p-24, 1 + 0x1p-22), (1e300, .infinity),
      (-.infinity, -.infinity), (0, 0), (0x1p-150, 0),
    ]
    for (value, nearest) in rounded {
      #expect(SummaryValue.scalar("a", value).message.simpleValue == nearest)
    }
    #expect(SummaryValue.scalar("a", .nan).message.simpleValue.isNaN)
    // A zero is written, not left out.
    #expect(try encoded(.scalar("a", 0)) == bytes("0a 01 61 15 00000000"))
  }

  @Test("a text is a tensor of one string for the text plugin")
  func texts() throws {
    #expect(
      try encoded(.text("a", "né"))
        == bytes(
          "0a 01 61 42 0d 08 07 12 04 12 02 08 01 42 03 6ec3a9 4a 0a 0a 06 0a 04 74657874 20 02"))
  }

  @Test("an image names its size and channels before its file")
  func images() throws {
    let image = SummaryValue.image(
      "a", pixels: [1, 2, 3, 4, 5, 6], width: 1, height: 2, channels: 3)
    let file = PNG.file(pixels: [1, 2, 3, 4, 5, 6], width: 1, height: 2, channels: 3)
    let head = bytes("08 02 10 01 18 03 22") + [UInt8(file.count)]
    #expect(
      try encoded(image) == bytes("0a 01 61 22") + [UInt8(head.count + file.count)] + head + file)
  }

  @Test("hyper-parameters are every value of the map by its path, in order")
  func hyperParameters() throws {
    let run: JSONValue = [
      "trainer": ["seed": 42, "clip": .null, "b": ["deep": true, "off": false]],
      "module": ["rate": 0.1, "name": "mlp"], "shape": [1, "x", [:]], "empty": [:], "é": "ü",
    ]
    let entries = SummaryValue.hyperParameters(run).message.metadata.pluginData.content
      .sessionStartInfo.hparams
    #expect(
      entries.map(\.key) == [
        "module.name", "module.rate", "shape", "trainer.b.deep", "trainer.b.off", "trainer.seed",
        "é",
      ])
    #expect(
      entries.map(\.value.kind) == [
        .stringValue("mlp"), .numberValue(0.1), .stringValue("[1,\"x\",{}]"), .boolValue(true),
        .boolValue(false), .numberValue(42), .stringValue("ü"),
      ])
    #expect(
      try encoded(.hyperParameters(["a": 0]))
        == bytes(
          """
          0a 1c 5f68706172616d735f2f73657373696f6e5f73746172745f696e666f 42 06 08 01 12 02 12 00 4a 21
          0a 1d 0a 07 68706172616d73 12 12 1a 10 0a 0e 0a 01 61 12 09 11 00000000 00000000 20 02
          """))
  }
}
