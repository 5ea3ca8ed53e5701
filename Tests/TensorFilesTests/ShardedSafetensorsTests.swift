import CanonicalJSON
import Foundation
import NumericsContract
import Testing

@testable import TensorFiles

@Suite("Sharded safetensors") struct ShardedSafetensorsTests {
  private static let first = "model-00001-of-00002.safetensors"
  private static let second = "model-00002-of-00002.safetensors"
  private static let index = "model.safetensors.index.json"

  @Test("a folder, or the index in it, gives the tensors of all files and says where each is")
  func sound() throws {
    for path in ["sharded", "sharded/", "sharded/\(Self.index)"] {
      #expect(try TensorFiles.format(of: Fixture.path(path)) == .safetensors)
      let file = try TensorFiles.open(Fixture.path(path))
      #expect(file.path == Fixture.path("sharded/\(Self.index)"))
      #expect(file.tensors.map(\.path) == ["embed.weight", "head.weight", "norm.weight"])
      #expect(file.tensors.map(\.shard) == [Self.first, Self.second, Self.first])
      #expect(file.tensors.map(\.typeName) == ["float32", "float8_e4m3fn", "bfloat16"])
      #expect(file.metadata == ["total_size": 60])
      #expect(try file.bytes(of: "norm.weight") == [0x80, 0x3F, 0x80, 0x3F, 0x80, 0x3F])
      let names = [Self.index, Self.first, Self.second]
      let sizes = try names.map { try Fixture.bytes("sharded/\($0)").count }
      #expect(file.byteCount == sizes.reduce(0, +))
      let alone = try TensorFiles.open(Fixture.path("sharded/\(Self.second)"))
      #expect(alone.tensors.map(\.shard) == [nil])
      #expect(try alone.bytes(of: "head.weight") == file.bytes(of: "head.weight"))
    }
  }

  private func refuse(
    _ kind: TensorFileError.Kind = .malformed, index: String, _ word: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TemporaryFolder()
    for name in [Self.first, Self.second] {
      _ = try folder.write(Fixture.bytes("sharded/\(name)"), name)
    }
    _ = try folder.write(Array(index.utf8), Self.index)
    expectRefusal(kind, word, sourceLocation: sourceLocation) {
      _ = try TensorFiles.open(folder.path(""))
    }
  }

  @Test("an index that leads out of the folder, or disagrees with the files, is refused")
  func refusals() throws {
    let norm = "\"norm.weight\":\"\(Self.first)\""
    let embed = "\"embed.weight\":\"\(Self.first)\""
    let head = "\"head.weight\":\"\(Self.second)\""
    func map(_ members: String...) -> String {
      "{\"weight_map\":{\(members.joined(separator: ","))}}"
    }
    try refuse(index: "{}", "weight_map: expected an object of file names")
    try refuse(index: "{\"weight_map\":", "line 1, column 15")
    for name in ["../model.safetensors", "/etc/passwd", "", "..", "a/b", "a\\u0000"] {
      try refuse(index: map("\"a\":\"\(name)\""), "the name of a file beside the index")
    }
    try refuse(index: map("\"a\":1"), "another value")
    try refuse(.missingFile, index: map("\"a\":\"none.safetensors\""), "no such file")
    try refuse(index: map(embed, head), "one that the index does not name")
    try refuse(index: map(embed, head, norm, "\"z\":\"\(Self.first)\""), "one that no file has")
    try refuse(index: map(embed, head, "\"a\":\"\(Self.first)\"", norm), "none there")
    let moved = "\"norm.weight\":\"\(Self.second)\""
    try refuse(index: map(embed, head, moved), "norm.weight")
    try refuse(index: map(embed, embed), "twice")
  }

  @Test("a folder with no file, or with several and no index, is refused by what it lacks")
  func folders() throws {
    let folder = try TemporaryFolder()
    expectRefusal(.unknownFormat, "in the folder", "Name a file") {
      _ = try TensorFiles.open(folder.path(""))
    }
    _ = try folder.write(Fixture.bytes("small.safetensors"), "a.safetensors")
    #expect(try TensorFiles.open(folder.path("")).tensors.count == 7)
    _ = try folder.write(Fixture.bytes("small.safetensors"), "b.safetensors")
    expectRefusal(.unknownFormat, "2, such as a.safetensors and b.safetensors") {
      _ = try TensorFiles.open(folder.path(""))
    }
  }
}
