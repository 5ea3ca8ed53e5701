import CanonicalJSON
import Checkpoints
import Foundation
import NumericsContract
import Tensors
import Testing

@Suite struct DeterminismTests {
  @Test("CKPT-002: the same state gives the same bytes, whatever was saved before, by any name")
  func identicalBytes() throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    let first = try folder.save(try SampleState.everyKind(), as: "a.h5")
    try folder.save(try SampleState.large(), as: "b.h5")
    #expect(try folder.save(try SampleState.everyKind(), as: "c.h5") == first)
    #expect(try other.save(try SampleState.everyKind(), as: "step-00000029.h5") == first)
    #expect(try folder.save(try SampleState.everyKind(), as: "a.h5") == first)
  }

  @Test("CKPT-002, CKPT-032: the same state gives the same bytes in another process and folder")
  func anotherProcess() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-twin-of-\(getpid()).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    // The twin has another address space layout and another seed for Dictionary and Set.
    await #expect(processExitsWith: .success) {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("lockstep-twin-of-\(getppid()).h5").path
      try CheckpointWriter.write(
        tree: try SampleState.everyKind(), run: SampleState.exampleRun,
        parameters: SampleState.exampleParameters, profile: "ordered", to: path)
    }
    let folder = try TemporaryFolder()
    let here = try folder.save(try SampleState.everyKind(), as: "a.h5")
    #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == here)
  }

  @Test("CKPT-015: a file has no time, process, host, user or path in it")
  func nothingVolatile() throws {
    let folder = try TemporaryFolder()
    let bytes = try folder.save(try SampleState.example(), as: "peculiar-name.h5")
    let text = String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self)
    for volatile in [
      "peculiar", folder.path, ProcessInfo.processInfo.hostName, "/tmp", "partial", "HDF5 1.",
    ] {
      #expect(!text.contains(volatile))
    }
  }

  @Test("CKPT-015: a second later, the bytes are still the same")
  func noClock() throws {
    let folder = try TemporaryFolder()
    let before = try folder.save(try SampleState.example(), as: "a.h5")
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try folder.save(try SampleState.example(), as: "a.h5") == before)
  }

  @Test("CKPT-002: what was saved is what is read")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    for tree in [try SampleState.everyKind(), try SampleState.large(), StateTree()] {
      try folder.save(tree, as: "a.h5")
      let file = try CheckpointFile(opening: folder.file("a.h5"))
      #expect(try file.stateTree() == tree)
      #expect(file.run == SampleState.exampleRun)
      #expect(file.parameters == SampleState.exampleParameters)
      #expect(file.profile == "ordered")
      #expect(file.contract == "numerics-v1")
      try file.verify()
      for entry in tree.entries {
        #expect(try file.bytes(of: entry.path) == entry.bytes)
        let dataset = try #require(file.dataset(at: entry.path))
        #expect(try file.read(dataset, byteRange: 0..<dataset.byteCount) == entry.bytes)
      }
    }
  }
}
