import CanonicalJSON
import NumericsContract
import Testing

@testable import TensorFiles

@Suite("GGUF") struct GGUFTests {
  @Test("a file of gguf's own writer gives its tensors, their bytes and the key-value pairs")
  func sound() throws {
    let file = try TensorFiles.open(Fixture.path("small.gguf"))
    #expect(file.format == .gguf)
    #expect(file.tensors.map(\.path) == ["blk.0.norm", "blk.0.weight", "token_embd.weight"])
    #expect(file.tensors.map(\.typeName) == ["float16", "q8_0", "float32"])
    #expect(file.tensors.map(\.type) == [.float16, nil, .float32])
    #expect(file.tensors.map(\.shape) == [[5], [2, 32], [2, 3]])
    #expect(file.tensors.map(\.byteCount) == [10, 68, 24])
    #expect(try file.bytes(of: "token_embd.weight") == bytes((0..<6).map { Float($0) }))
    #expect(
      try file.bytes(of: "blk.0.norm") == [UInt8]([0, 0x3C, 0, 0x3C, 0, 0x3C, 0, 0x3C, 0, 0x3C]))
    // A block of q8_0 is a scale in float16 and 32 integers: 31 becomes 127.
    #expect(try file.bytes(of: "blk.0.weight")?[33] == 127)
    let pairs: [(String, JSONValue)] = [
      ("general.architecture", "llama"), ("general.name", "small"), ("llama.block_count", 2),
      ("llama.rope.freq_base", .number(Double(Float(0.1)))),
      ("tokenizer.ggml.add_bos_token", true), ("tokenizer.ggml.tokens", ["a", "b", "größe"]),
      ("list", [[1, 2], [3]]), ("large", "-1152921504606846976"),
    ]
    for (key, value) in pairs { #expect(file.metadata[key] == value, "\(key)") }
    #expect(file.metadata.object?.members.count == pairs.count)
  }

  private func file(
    version: UInt32 = 3, pairs: [UInt8] = [], pairCount: UInt64 = 0, tensors: [UInt8] = [],
    tensorCount: UInt64 = 0, data: Int = 0
  ) -> FileSource {
    var all = GGUFFile.mark + bytes(version) + bytes(tensorCount) + bytes(pairCount)
    all += pairs + tensors
    while all.count % 32 != 0 { all.append(0) }
    return FileSource(bytes: all + [UInt8](repeating: 0, count: data), name: "a.gguf")
  }

  private func tensor(_ lengths: [UInt64], type: UInt32, at place: UInt64 = 0) -> [UInt8] {
    bytes(UInt64(1)) + [0x74] + bytes(UInt32(lengths.count)) + lengths.flatMap { bytes($0) }
      + bytes(type) + bytes(place)
  }

  private func refuse(
    _ source: FileSource, as kind: TensorFileError.Kind = .malformed, _ word: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectRefusal(kind, "a.gguf", word, sourceLocation: sourceLocation) {
      _ = try TensorFiles.open(source)
    }
  }

  @Test("other versions, counts beyond the file, shapes of no whole blocks, and places are refused")
  func refusals() {
    #expect(throws: Never.self) { try TensorFiles.open(file()) }
    refuse(file(version: 1), as: .unsupported, "version 2 or 3")
    refuse(file(version: 0x0300_0000), as: .unsupported, "big-endian version 3")
    refuse(file(pairCount: .max), "below 2^63")
    refuse(file(tensorCount: 1 << 40), "tensors inside")
    refuse(
      file(pairs: bytes(UInt64(1)) + [0x61] + bytes(UInt32(13)), pairCount: 1), "from 0 to 12")
    let array = bytes(UInt64(1)) + [0x61] + bytes(UInt32(9)) + bytes(UInt32(0))
    refuse(file(pairs: array + bytes(UInt64(1) << 40), pairCount: 1), "elements inside")
    refuse(
      file(tensors: tensor([33], type: 8), tensorCount: 1, data: 64), "rows of whole blocks of 32")
    refuse(file(tensors: tensor([2], type: 99), tensorCount: 1), as: .unsupported, "the number 99")
    refuse(
      file(tensors: tensor([1 << 40, 1 << 40], type: 0), tensorCount: 1), "fewer than 2^63 bytes")
    refuse(file(tensors: tensor([2], type: 0, at: 32), tensorCount: 1, data: 64), "a tensor at 0")
    refuse(file(tensors: tensor([2], type: 0), tensorCount: 1), "the end of the file")
    let two = tensor([2], type: 0) + tensor([2], type: 0, at: 32)
    refuse(file(tensors: two, tensorCount: 2, data: 64), "one tensor of that name")
    let axes = [UInt64](repeating: 1, count: 65)
    refuse(file(tensors: tensor(axes, type: 0), tensorCount: 1, data: 32), "at most 64 axes")
  }
}
