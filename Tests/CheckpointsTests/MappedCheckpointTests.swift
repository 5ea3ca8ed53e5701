import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct MappedCheckpointTests {
  private func elements(_ path: String, of checkpoint: MappedCheckpoint) throws -> [UInt8] {
    try checkpoint.withElements(of: path) { Array($0) }
  }

  @Test("CKPT-028: a mapped checkpoint lends the bytes that reading gives, of every array")
  func sameBytes() throws {
    let folder = try TemporaryFolder()
    for (name, tree) in [
      ("example", try SampleState.example()), ("kinds", try SampleState.everyKind()),
    ] {
      try folder.save(tree, as: name + ".h5")
      let checkpoint = try MappedCheckpoint(opening: folder.file(name + ".h5"))
      try checkpoint.file.verify()
      #expect(!checkpoint.file.tensors.isEmpty)
      for tensor in checkpoint.file.tensors {
        #expect(
          try elements(tensor.path, of: checkpoint) == checkpoint.file.bytes(of: tensor.path))
      }
    }
  }

  @Test("CKPT-028: a mapped checkpoint keeps its bytes when another one takes its name")
  func replaced() throws {
    let folder = try TemporaryFolder()
    try folder.save(try SampleState.example(), as: "a.h5")
    let checkpoint = try MappedCheckpoint(opening: folder.file("a.h5"))
    let tensor = try #require(checkpoint.file.tensors.first { $0.byteCount > 0 })
    let before = try elements(tensor.path, of: checkpoint)
    try folder.save(try SampleState.everyKind(), as: "a.h5")
    #expect(try elements(tensor.path, of: checkpoint) == before)
    try checkpoint.file.verify()
  }

  @Test("CKPT-028: a mapped checkpoint that was damaged opens, and verifying it says where")
  func damaged() throws {
    let folder = try TemporaryFolder()
    var bytes = try folder.save(try SampleState.example(), as: "a.h5")
    let tensor = try #require(
      try CheckpointFile(opening: folder.file("a.h5")).tensors.first { $0.byteCount > 0 })
    bytes[tensor.offset] ^= 1
    try Data(bytes).write(to: URL(filePath: folder.file("a.h5")))
    let checkpoint = try MappedCheckpoint(opening: folder.file("a.h5"))
    #expect(try elements(tensor.path, of: checkpoint)[0] == bytes[tensor.offset])
    let error = #expect(throws: CheckpointError.self) { try checkpoint.file.verify() }
    #expect(error?.code == .digestMismatch && error?.path == tensor.path)
  }

  @Test("CKPT-036: a thin file is not mapped, and an array that is not there is not lent")
  func refusals() throws {
    let folder = try TemporaryFolder()
    try folder.save(try SampleState.example(), as: "a.h5")
    try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
    let thin = #expect(throws: CheckpointError.self) {
      try MappedCheckpoint(opening: folder.file("a.thin"))
    }
    #expect(thin?.code == .unreadable && thin?.found == "a thin checkpoint")
    let checkpoint = try MappedCheckpoint(opening: folder.file("a.h5"))
    for path in ["/model/nothing", "/integrity/leaves"] {
      let missing = #expect(throws: CheckpointError.self) { try elements(path, of: checkpoint) }
      #expect(missing?.code == .missing && missing?.path == path)
    }
  }
}
