import Foundation
import NumericsContract
import Tensors
import Testing

@testable import Checkpoints

@Suite struct ThinCheckpointTests {
  /// A state whose large tensor is the sample's, and whose small one says which step it is of.
  private static func state(_ step: UInt8) throws -> StateTree {
    var writer = StateWriter()
    writer.group("model") {
      $0.write("small", type: .uint8, shape: [1], bytes: [step])
      // Its second leaf changes with the step, the first does not.
      let count = DigestTree.leafByteCount + 70_000
      var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
      bytes[count - 1] = step
      $0.write("large", type: .uint8, shape: [count], bytes: bytes)
      // Just below what becomes a chunk.
      $0.write(
        "medium", type: .uint8, shape: [65_535], bytes: Array(repeating: step, count: 65_535))
    }
    return try writer.finish()
  }

  @Test(
    "CKPT-036: a thin file opens as its checkpoint, is small, and gives the file back bit by bit")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    for step in [1, 2, 3] as [UInt8] {
      let bytes = try folder.save(try Self.state(step), as: "step-\(step).h5")
      try ThinCheckpoint.write(folder.file("step-\(step).h5"), to: folder.file("step-\(step).thin"))
      try FileManager.default.removeItem(atPath: folder.file("step-\(step).h5"))
      let thin = try CheckpointFile(opening: folder.file("step-\(step).thin"))
      try thin.verify()
      #expect(thin.byteCount == bytes.count)
      #expect(try thin.stateTree() == Self.state(step))
      #expect(try folder.bytes("step-\(step).thin").count < bytes.count / 10)
      try ThinCheckpoint.makeWhole(folder.file("step-\(step).thin"), to: folder.file("whole.h5"))
      #expect(try folder.bytes("whole.h5") == bytes)
    }
    // The leaf that never changed, and one of each step.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("chunks")).count == 4)
  }

  @Test("CKPT-036: equal checkpoints have equal thin files, wherever and whenever they are made")
  func pure() throws {
    let folders = [try TemporaryFolder(), try TemporaryFolder()]
    for folder in folders {
      try folder.save(try Self.state(1), as: "a.h5")
      try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
      try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("b.thin"))
    }
    #expect(try folders[0].bytes("a.thin") == folders[1].bytes("b.thin"))
    // A thin file of a thin file is the same thin file.
    try ThinCheckpoint.write(folders[0].file("a.thin"), to: folders[0].file("c.thin"))
    #expect(try folders[0].bytes("c.thin") == folders[0].bytes("a.thin"))
  }

  @Test("CKPT-036: a chunk that is missing, short or changed is named, and makes no file whole")
  func damagedChunks() throws {
    let folder = try TemporaryFolder()
    try folder.save(try Self.state(1), as: "a.h5")
    try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("chunks")) {
      let path = folder.file("chunks/" + name)
      let bytes = try folder.bytes("chunks/" + name)
      var changed = bytes
      changed[bytes.count / 2] ^= 1
      for (stored, code) in [
        (nil, .unreadable), (bytes.dropLast(), .unreadable), (changed[...], .digestMismatch),
      ] as [(ArraySlice<UInt8>?, CheckpointError.Code)] {
        try FileManager.default.removeItem(atPath: path)
        if let stored { try Data(stored).write(to: URL(fileURLWithPath: path)) }
        let error = #expect(throws: CheckpointError.self) {
          try ThinCheckpoint.makeWhole(folder.file("a.thin"), to: folder.file("whole.h5"))
        }
        #expect(error?.code == code)
        #expect(error?.path == "/model/large" || error?.found.contains("file") == true)
        #expect(try folder.names == ["a.h5", "a.thin", "chunks"])
        // Made again, a damaged chunk is replaced.
        if !FileManager.default.fileExists(atPath: path) {
          try Data().write(to: URL(fileURLWithPath: path))
        }
        try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
        #expect(try folder.bytes("chunks/" + name) == bytes)
      }
    }
  }

  @Test("CKPT-036: every flipped bit of a thin file's head, and every cut, is an error")
  func damagedThinFile() throws {
    let folder = try TemporaryFolder()
    try folder.save(try Self.state(1), as: "a.h5")
    try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
    let bytes = try folder.bytes("a.thin")
    let head = ThinLayout.prefixByteCount + 2 * ThinLayout.rowByteCount
    func expectRefusal(_ bytes: some Collection<UInt8>, _ what: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: folder.file("b.thin")))
      #expect(throws: CheckpointError.self, "\(what)") {
        try CheckpointFile(opening: folder.file("b.thin"))
      }
    }
    for bit in stride(from: 0, to: 8 * head, by: 3) {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      try expectRefusal(changed, "bit \(bit)")
    }
    for bit in stride(from: 8 * head, to: 8 * bytes.count, by: 80_021) {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      try expectRefusal(changed, "bit \(bit)")
    }
    for count in [0, 15, 16, 31, 32, head - 1, head, bytes.count - 32, bytes.count - 1] {
      try expectRefusal(bytes.prefix(count), "cut at \(count)")
    }
    try expectRefusal(bytes + [0], "one byte more")
  }

  @Test("CKPT-036: a thin file of any announced size is refused in a line, even one near 2^63")
  func announcedSizes() throws {
    let folder = try TemporaryFolder()
    for size in [0, 1, 8, 1 << 40, 1 << 63 - 33, 1 << 63 - 1, 1 << 63, .max] as [UInt64] {
      for count in [0, 1, 1 << 20, 1 << 62, .max] as [UInt64] {
        let numbers = [size, count].flatMap { number in
          (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let bytes = Self.signed(ThinLayout.magic + numbers + Array(repeating: 0, count: 48))
        #expect(try Self.refusal(of: bytes, in: folder) != nil, "\(size) bytes, \(count) chunks")
      }
    }
  }

  @Test("CKPT-036: mutants with a right digest end in one line, or say what the file said")
  func mutants() throws {
    let folder = try TemporaryFolder()
    try folder.save(try Self.state(1), as: "a.h5")
    try ThinCheckpoint.write(folder.file("a.h5"), to: folder.file("a.thin"))
    let root = try CheckpointFile(opening: folder.file("a.h5")).stateRoot
    let bytes = try folder.bytes("a.thin").dropLast(SHA256Digest.byteCount)
    let head = ThinLayout.prefixByteCount + 2 * ThinLayout.rowByteCount
    var random = SplitMix(state: 36)
    var refused = 0
    for mutant in 0..<300 {
      var changed = Array(bytes)
      for _ in 0...mutant % 3 {
        // Mostly the table: numbers that are nearly right, and bytes that are anything.
        let place = 16 + random.below((mutant % 4 == 0 ? changed.count : head) - 16)
        changed[place] = random.below(2) == 0 ? 0xff : UInt8(random.below(256))
      }
      let line = try Self.refusal(of: Self.signed(changed), in: folder, expected: root)
      if line != nil { refused += 1 }
    }
    #expect(refused > 250)
  }

  /// A thin file's bytes with the digest that they must end with.
  private static func signed(_ bytes: [UInt8]) -> [UInt8] {
    bytes + SHA256Digest.digest(of: bytes).bytes
  }

  /// The error of opening and reading bytes as a thin file, one line; nil if they are those of a
  /// state with the expected root.
  private static func refusal(
    of bytes: [UInt8], in folder: TemporaryFolder, expected: SHA256Digest? = nil
  ) throws -> String? {
    let path = folder.file("mutant.thin")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do throws(CheckpointError) {
      let file = try CheckpointFile(opening: path)
      try file.verify()
      #expect(file.stateRoot == expected)
      return nil
    } catch {
      let line = "\(error)"
      #expect(line.hasPrefix(path) && !line.contains("\n") && !error.remedy.isEmpty, "\(line)")
      return line
    }
  }

  @Test("CKPT-036: only chunks that no thin file needs go, and none while one cannot be read")
  func unusedChunks() throws {
    let folder = try TemporaryFolder()
    for step in [1, 2] as [UInt8] {
      try folder.save(try Self.state(step), as: "\(step).h5")
      try ThinCheckpoint.write(folder.file("\(step).h5"), to: folder.file("\(step).thin"))
    }
    try Data([1]).write(to: URL(fileURLWithPath: folder.file("chunks/notes.txt")))
    #expect(try ThinCheckpoint.removeUnusedChunks(inFolder: folder.path) == 0)
    let second = try folder.bytes("2.thin")
    try Data(second.dropLast()).write(to: URL(fileURLWithPath: folder.file("2.thin")))
    #expect(throws: CheckpointError.self) {
      try ThinCheckpoint.removeUnusedChunks(inFolder: folder.path)
    }
    try FileManager.default.removeItem(atPath: folder.file("2.thin"))
    #expect(try ThinCheckpoint.removeUnusedChunks(inFolder: folder.path) == 1)
    try CheckpointFile(opening: folder.file("1.thin")).verify()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("chunks")).count == 3)
  }
}
