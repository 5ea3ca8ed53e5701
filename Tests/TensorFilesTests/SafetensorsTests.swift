import CanonicalJSON
import NumericsContract
import Testing

@testable import TensorFiles

@Suite("Safetensors") struct SafetensorsTests {
  private func file(_ header: String, _ data: [UInt8] = []) -> FileSource {
    let length = UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return FileSource(bytes: prefix + Array(header.utf8) + data, name: "a.safetensors")
  }

  private func refuse(
    as kind: TensorFileError.Kind = .malformed, _ header: String, bytes data: Int = 0,
    _ word: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectRefusal(kind, "a.safetensors", word, sourceLocation: sourceLocation) {
      _ = try SafetensorsFile(file(header, [UInt8](repeating: 0, count: data)))
    }
  }

  private func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test("a file of safetensors' own writer gives its tensors, bytes and metadata")
  func sound() throws {
    let file = try TensorFiles.open(Fixture.path("small.safetensors"))
    #expect(file.format == .safetensors)
    #expect(file.metadata == ["format": "np"])
    #expect(
      file.tensors.map(\.path) == [
        "counts", "empty", "flags", "größe", "layers.0.bias", "layers.0.weight", "scalar",
      ])
    #expect(
      file.tensors.map(\.type) == [.int64, .uint8, .bool, .uint16, .float16, .float32, .float64])
    #expect(file.tensors.map(\.shape) == [[2], [0, 5], [3], [1], [4], [3, 4], []])
    #expect(file.tensors.map(\.byteCount) == [16, 0, 3, 2, 8, 48, 8])
    let weight = try #require(file.tensor("layers.0.weight"))
    let bytes = try file.read(weight)
    #expect(
      bytes
        == (0..<12).flatMap { index in
          let bits = (Float(index) / 8).bitPattern
          return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        })
    #expect(try file.read(weight, 5..<9) == Array(bytes[5..<9]))
    #expect(try file.read(#require(file.tensor("flags"))) == [1, 0, 1])
    #expect(
      try file.read(#require(file.tensor("layers.0.bias")))
        == [0x00, 0x3C, 0x00, 0xC1, 0, 0, 0x00, 0x7E])
    #expect(file.tensor("layers.0") == nil && file.tensor("zzz") == nil)
    let whole = try Fixture.bytes("small.safetensors")
    #expect(file.byteCount == whole.count)
    let offset = try #require(weight.offset)
    #expect(Array(whole[offset..<offset + 48]) == bytes)
  }

  @Test("types that are no numbers of Lockstep are listed by name and can be copied")
  func furtherTypes() throws {
    let file = try SafetensorsFile(
      file(
        "{\"a\":\(entry("F8_E4M3", "[2]", "[0,2]")),\"b\":\(entry("F4", "[2,3]", "[2,5]")),"
          + "\"c\":\(entry("C64", "[]", "[5,13]"))}   ", (0..<13).map { $0 }))
    #expect(file.tensors.map(\.typeName) == ["float8_e4m3fn", "float4_e2m1fn", "complex64"])
    #expect(file.tensors.map(\.type) == [nil, nil, nil])
    #expect(try file.read(file.tensors[1]) == [2, 3, 4])
  }

  @Test("a file without tensors is a file")
  func empty() throws {
    #expect(try SafetensorsFile(file("{}")).tensors.isEmpty)
  }

  @Test("headers that are too long, leave the file, or are not JSON of one form are refused")
  func headers() {
    expectRefusal(.malformed, "8 bytes") {
      _ = try SafetensorsFile(FileSource(bytes: [1, 2, 3], name: "a.safetensors"))
    }
    expectRefusal(.tooLarge, "at byte 0", "100000000") {
      _ = try SafetensorsFile(
        FileSource(bytes: [0, 0, 0, 0, 0, 0, 0, 0x80, 0x7B], name: "a.safetensors"))
    }
    expectRefusal(.malformed, "inside the 9 bytes") {
      _ = try SafetensorsFile(
        FileSource(bytes: [2, 0, 0, 0, 0, 0, 0, 0, 0x7B], name: "a.safetensors"))
    }
    refuse("", "starts with {")
    refuse(" {}", "starts with {")
    refuse("{}x", "the end of the text")
    refuse("{\"a\":1,\"a\":2}", "twice")
    refuse("{\"a\":[[[[[0]]]]]}", "depth")
    refuse("{\"__metadata__\":{\"a\":1}}", "__metadata__: expected an object of texts")
    refuse("{\"__metadata__\":[]}", "__metadata__")
    refuse("{\"a\u{1B}[2J\":1}", "control characters as escapes")
    refuse("{\"a\\u001b[2J\":1}", "a\\u{1b}[2J")
  }

  @Test("entries whose type, shape, offsets and sizes do not agree are refused, each by its name")
  func entries() {
    refuse("{\"a\":1}", "a: expected an object of dtype")
    refuse("{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", bytes: 1, "a: expected an object of dtype")
    refuse(
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1],\"x\":0}}", bytes: 1, "of dtype"
    )
    refuse(
      as: .unsupported, "{\"a\":\(entry("Q8", "[1]", "[0,1]"))}", bytes: 1,
      "a: expected a dtype among")
    refuse("{\"a\":\(entry("U8", "[-1]", "[0,1]"))}", bytes: 1, "integers from 0")
    refuse("{\"a\":\(entry("U8", "[1.5]", "[0,1]"))}", bytes: 1, "integers from 0")
    refuse("{\"a\":\(entry("U8", "[\"1\"]", "[0,1]"))}", bytes: 1, "integers from 0")
    refuse("{\"a\":\(entry("U8", "[1]", "[0]"))}", bytes: 1, "two integers")
    refuse("{\"a\":\(entry("U8", "[1]", "[1,0]"))}", bytes: 1, "two integers")
    refuse("{\"a\":\(entry("U8", "[2]", "[0,1]"))}", bytes: 1, "2 bytes for U8 of the shape [2]")
    refuse("{\"a\":\(entry("F4", "[3]", "[0,1]"))}", bytes: 1, "elements of 4 bits")
    refuse("{\"a\":\(entry("U8", "[2]", "[0,2]"))}", bytes: 1, "inside the 1 bytes")
    refuse("{\"a\":\(entry("U8", "[4294967296,4294967296]", "[0,0]"))}", "below 2^63")
    refuse("{\"a\":\(entry("U8", "[0,4294967296,4294967296]", "[0,0]"))}", "below 2^63")
    let axes = [String](repeating: "1", count: 65).joined(separator: ",")
    refuse("{\"a\":\(entry("U8", "[\(axes)]", "[0,1]"))}", bytes: 1, "at most 64 axes")
  }

  @Test("holes, common bytes and bytes after the last tensor are refused")
  func storage() {
    let b = "\"b\":\(entry("U8", "[2]", "[2,4]"))"
    refuse("{\"a\":\(entry("U8", "[1]", "[0,1]")),\(b)}", bytes: 4, "b at byte")
    refuse("{\"a\":\(entry("U8", "[3]", "[0,3]")),\(b)}", bytes: 4, "another one has")
    refuse("{\(b)}", bytes: 4, "a hole")
    refuse("{\"a\":\(entry("U8", "[2]", "[0,2]")),\(b)}", bytes: 5, "1 more bytes")
    refuse(
      "{\"a\":\(entry("U8", "[0]", "[1,1]")),\"b\":\(entry("U8", "[2]", "[0,2]"))}", bytes: 2,
      "a at")
  }

  @Test("files that are missing, folders and unknown bytes are refused with a way out")
  func unknown() throws {
    let folder = try TemporaryFolder()
    expectRefusal(.missingFile, "no such file") { _ = try TensorFiles.open(folder.path("none")) }
    let text = try folder.write(Array("hello, world".utf8), "text")
    #expect(try TensorFiles.format(of: text) == nil)
    expectRefusal(.unknownFormat, "68 65 6c 6c 6f") { _ = try TensorFiles.open(text) }
    let none = try folder.write([], "empty")
    expectRefusal(.unknownFormat, "an empty file") { _ = try TensorFiles.open(none) }
  }
}
