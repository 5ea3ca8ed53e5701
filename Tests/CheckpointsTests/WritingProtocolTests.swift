import Foundation
import NumericsContract
import Tensors
import Testing

@testable import Checkpoints

@Suite struct WritingProtocolTests {
  static func write(
    _ tree: StateTree, to path: String, calls: ScriptedFileCalls
  ) throws(CheckpointError) {
    _ = try CheckpointWriter.write(
      tree: tree, run: SampleState.exampleRun, parameters: SampleState.exampleParameters,
      attributes: RootAttributes(profile: "ordered", contract: "numerics-v1"), to: path,
      calls: calls)
  }

  @Test("CKPT-023: reserved before the first byte, synchronized before the name, then the folder")
  func order() throws {
    let folder = try TemporaryFolder()
    let calls = ScriptedFileCalls()
    try Self.write(try SampleState.example(), to: folder.file("a.h5"), calls: calls)
    let written = calls.calls
    #expect(Array(written.prefix(3)) == ["create", "reserve", "write"])
    #expect(
      Array(written.suffix(6)) == [
        "synchronize", "close", "rename", "openFolder", "synchronize", "close",
      ])
    #expect(written.dropFirst(2).dropLast(6).allSatisfy { $0 == "write" })
    #expect(try folder.names == ["a.h5"])
  }

  @Test("CKPT-014: the commit marker is the last byte range written")
  func commitLast() throws {
    let folder = try TemporaryFolder()
    let probe = ScriptedFileCalls()
    try Self.write(try SampleState.example(), to: folder.file("a.h5"), calls: probe)
    let writes = probe.calls.count { $0 == "write" }
    // The process dies at the last write; what it leaves has everything but the marker.
    let calls = ScriptedFileCalls(failing: 2 + writes - 1)
    #expect(throws: CheckpointError.self) {
      try Self.write(try SampleState.example(), to: folder.file("b.h5"), calls: calls)
    }
    let partial = try #require(try folder.names.first { $0.hasSuffix(".partial") })
    let bytes = try folder.bytes(partial)
    let whole = try folder.bytes("a.h5")
    let differing = whole.indices.filter { whole[$0] != bytes[$0] }
    let commit = try #require(
      try CheckpointFile(opening: folder.file("a.h5")).dataset(at: "/integrity/commit"))
    #expect(!differing.isEmpty)
    #expect(
      differing.allSatisfy { commit.offset..<commit.offset + commit.byteCount ~= $0 })
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointFile(opening: folder.file(partial))
    }
    #expect(error?.path == "/integrity/commit")
    #expect(error?.code == .digestMismatch)
  }

  @Test("CKPT-014: a file whose save stopped before the marker is refused as incomplete")
  func incomplete() throws {
    let folder = try TemporaryFolder()
    let probe = ScriptedFileCalls()
    try Self.write(try SampleState.example(), to: folder.file("a.h5"), calls: probe)
    let writes = probe.calls.count { $0 == "write" }
    #expect(throws: CheckpointError.self) {
      try Self.write(
        try SampleState.example(), to: folder.file("b.h5"),
        calls: ScriptedFileCalls(failing: 2 + writes - 2))
    }
    let partial = try #require(try folder.names.first { $0.hasSuffix(".partial") })
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointFile(opening: folder.file(partial))
    }
    #expect(error?.code == .incomplete)
    #expect(error?.remedy == "The save did not finish: use an earlier checkpoint.")
  }

  @Test("CKPT-024: whichever call fails, the old file stays and nothing else is left")
  func everyCallFails() throws {
    let folder = try TemporaryFolder()
    let before = try folder.save(try SampleState.everyKind(), as: "a.h5")
    let probe = ScriptedFileCalls()
    try Self.write(try SampleState.example(), to: folder.file("probe.h5"), calls: probe)
    let after = try folder.bytes("probe.h5")
    let folderCalls = 3
    for number in probe.calls.indices {
      for code in [ENOSPC, EIO, EACCES, EROFS] {
        try folder.save(try SampleState.everyKind(), as: "a.h5")
        let calls = ScriptedFileCalls(failing: number, ending: .error(code))
        let error = #expect(throws: CheckpointError.self) {
          try Self.write(try SampleState.example(), to: folder.file("a.h5"), calls: calls)
        }
        #expect(error?.code == (code == ENOSPC ? .noSpace : .unwritable))
        #expect(error?.file == folder.file("a.h5"))
        #expect(error?.found == SystemCallError(call: "", code: code).meaning)
        #expect(try folder.names == ["a.h5", "probe.h5"], "call \(number)")
        let isRenamed = number >= probe.calls.count - folderCalls
        #expect(try folder.bytes("a.h5") == (isRenamed ? after : before), "call \(number)")
      }
    }
  }

  @Test("CKPT-025: whenever the process dies, the name leads to a whole file, old or new")
  func deathAnywhere() throws {
    let folder = try TemporaryFolder()
    let before = try folder.save(try SampleState.everyKind(), as: "a.h5")
    let probe = ScriptedFileCalls()
    try Self.write(try SampleState.example(), to: folder.file("probe.h5"), calls: probe)
    let after = try folder.bytes("probe.h5")
    for number in probe.calls.indices {
      try folder.save(try SampleState.everyKind(), as: "a.h5")
      #expect(throws: CheckpointError.self) {
        try Self.write(
          try SampleState.example(), to: folder.file("a.h5"),
          calls: ScriptedFileCalls(failing: number))
      }
      let left = try folder.bytes("a.h5")
      #expect(left == before || left == after)
      try CheckpointFile(opening: folder.file("a.h5")).verify()
      let temporaries = try folder.names.filter { $0 != "a.h5" && $0 != "probe.h5" }
      #expect(temporaries.allSatisfy { $0.hasPrefix(".a.h5.") && $0.hasSuffix(".partial") })
      #expect(try CheckpointWriter.removeStaleTemporaries(inFolder: folder.path) == temporaries)
      #expect(try folder.names == ["a.h5", "probe.h5"])
    }
  }

  @Test("CKPT-025: temporaries of living processes, locked ones and foreign files are left alone")
  func staleness() throws {
    let folder = try TemporaryFolder()
    let parent = getppid()
    // A number above the largest that Linux gives out belongs to nobody.
    let dead = 1 << 30
    let kept = [
      ".a.h5.\(parent)-0.partial", ".a.h5.\(dead)-0.partial.h5", "a.h5.\(dead)-0.partial",
      ".a.h5.\(dead)-.partial", ".a.h5.x-0.partial", ".\(dead)-0.partial", "a.h5",
    ]
    let gone = [".a.h5.\(dead)-0.partial", ".a.h5.\(dead)-17.partial", ".x.\(dead)-3.partial"]
    for name in kept + gone {
      try Data([1]).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    let locked = ".a.h5.\(dead)-99.partial"
    let descriptor = try SystemFileCalls().create(folder.file(locked))
    #expect(
      try CheckpointWriter.removeStaleTemporaries(inFolder: folder.path)
        == gone.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(Set(try folder.names) == Set(kept + [locked]))
    try SystemFileCalls().close(descriptor)
    #expect(try CheckpointWriter.removeStaleTemporaries(inFolder: folder.path) == [locked])
    #expect(throws: CheckpointError.self) {
      try CheckpointWriter.removeStaleTemporaries(inFolder: folder.file("absent"))
    }
  }

  @Test("CKPT-024: a name that cannot be written is an error that names it")
  func impossiblePlaces() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("folder.h5"), withIntermediateDirectories: false)
    for (path, text) in [
      (folder.file("absent/a.h5"), "ENOENT"), (folder.file("folder.h5"), "EISDIR"),
      (folder.file(String(repeating: "n", count: 250)), "ENAMETOOLONG"),
    ] {
      let error = #expect(throws: CheckpointError.self) {
        try Self.write(try SampleState.example(), to: path, calls: ScriptedFileCalls())
      }
      #expect(error?.code == .unwritable)
      #expect(error?.description.hasPrefix(path + ": expected ") == true)
      #expect(error?.found.contains(text) == true, "\(error.map { "\($0)" } ?? "")")
    }
    #expect(try folder.names == ["folder.h5"])
  }

  @Test("CKPT-026: the second name leads to the newest file, and again when it already does")
  func secondName() throws {
    let folder = try TemporaryFolder()
    let first = try folder.save(try SampleState.example(), as: "step-1.h5")
    try CheckpointWriter.linkLatest(path: folder.file("step-1.h5"), as: "last.h5")
    #expect(try folder.bytes("last.h5") == first)
    try CheckpointWriter.linkLatest(path: folder.file("step-1.h5"), as: "last.h5")
    #expect(try folder.names == ["last.h5", "step-1.h5"])
    let second = try folder.save(try SampleState.everyKind(), as: "step-2.h5")
    try CheckpointWriter.linkLatest(path: folder.file("step-2.h5"), as: "last.h5")
    #expect(try folder.bytes("last.h5") == second)
    #expect(try folder.bytes("step-1.h5") == first)
    // Saving over a step replaces its name only: the link keeps the file it leads to.
    try folder.save(try SampleState.large(), as: "step-2.h5")
    #expect(try folder.bytes("last.h5") == second)
    try CheckpointFile(opening: folder.file("last.h5")).verify()
  }

  @Test("CKPT-026: whichever call fails, the second name leads to the old file or to the new one")
  func secondNameFailures() throws {
    let folder = try TemporaryFolder()
    let first = try folder.save(try SampleState.example(), as: "step-1.h5")
    let second = try folder.save(try SampleState.everyKind(), as: "step-2.h5")
    for number in 0..<6 {
      for ending in [ScriptedFileCalls.Ending.error(EIO), .death] {
        try CheckpointWriter.linkLatest(path: folder.file("step-1.h5"), as: "last.h5")
        #expect(throws: CheckpointError.self) {
          try CheckpointWriter.linkLatest(
            path: folder.file("step-2.h5"), as: "last.h5",
            calls: ScriptedFileCalls(failing: number, ending: ending))
        }
        #expect(try folder.bytes("last.h5") == (number < 2 ? first : second))
        try CheckpointWriter.removeStaleTemporaries(inFolder: folder.path)
        #expect(try folder.names == ["last.h5", "step-1.h5", "step-2.h5"])
      }
    }
    #expect(throws: CheckpointError.self) {
      try CheckpointWriter.linkLatest(path: folder.file("absent.h5"), as: "last.h5")
    }
  }
}
