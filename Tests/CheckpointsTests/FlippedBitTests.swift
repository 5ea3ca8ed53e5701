import Checkpoints
import Dispatch
import Foundation
import NumericsContract
import Synchronization
import Testing

@Suite struct FlippedBitTests {
  /// What opening and verifying says about changed bytes; nil if it finds nothing wrong.
  static func complaint(about bytes: [UInt8]) -> CheckpointError? {
    do throws(CheckpointError) {
      try CheckpointFile(bytes: bytes, name: "flipped.h5").verify()
      return nil
    } catch {
      return error
    }
  }

  /// Every bit of every byte takes half a minute in a debug build; one bit of every byte, another one
  /// from byte to byte, is the daily test.
  static let bitsPerByte =
    ProcessInfo.processInfo.environment["LOCKSTEP_EXHAUSTIVE"] == nil ? 1 : 8

  @Test("CKPT-028: a flipped bit anywhere in a file is found, and the error says where")
  func everyBit() throws {
    let folder = try TemporaryFolder()
    let original = try folder.save(try SampleState.example(), as: "a.h5")
    #expect(Self.complaint(about: original) == nil)
    let unnoticed = Mutex<[Int]>([])
    let unnamed = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: original.count) { byte in
      for bit in (0..<Self.bitsPerByte).map({ (byte + $0) % 8 }) {
        var mutant = original
        mutant[byte] ^= 1 << bit
        guard let error = Self.complaint(about: mutant) else {
          unnoticed.withLock { $0.append(8 * byte + bit) }
          continue
        }
        if error.path == nil && error.offset == nil {
          unnamed.withLock { $0.append(error.description) }
        }
      }
    }
    #expect(unnoticed.withLock { $0 } == [])
    #expect(unnamed.withLock { $0 } == [])
  }

  @Test("CKPT-028: a flipped bit in a tensor is found with the tensor and the place of its leaf")
  func tensorBits() throws {
    let folder = try TemporaryFolder()
    let original = try folder.save(try SampleState.large(), as: "a.h5")
    let large = try #require(
      try CheckpointFile(bytes: original, name: "a").dataset(at: "/model/large"))
    for (byte, leaf) in [(0, 0), (DigestTree.leafByteCount, 1), (large.byteCount - 1, 2)] {
      var mutant = original
      mutant[large.offset + byte] ^= 0x10
      let error = try #require(Self.complaint(about: mutant))
      #expect(error.code == .digestMismatch)
      #expect(error.path == "/model/large")
      #expect(error.offset == large.offset + leaf * DigestTree.leafByteCount)
      #expect(error.expected.hasPrefix("leaf \(leaf) with digest "))
    }
  }

  @Test("CKPT-028: a flipped bit in the configuration or in the tables is found when opening")
  func tableBits() throws {
    let folder = try TemporaryFolder()
    let original = try folder.save(try SampleState.example(), as: "a.h5")
    let file = try CheckpointFile(bytes: original, name: "a")
    // What a flip is blamed on: the leaves and the section table lead to a section.
    let blamed = [
      "/integrity/leaves": "/loop", "/integrity/sections": "/loop",
      "/integrity/index": "/integrity/index", "/integrity/commit": "/integrity/commit",
      "/integrity/stateRoot": "/integrity/stateRoot", "/integrity/fileRoot": "/integrity/fileRoot",
      "/meta/run": "/meta/run", "/meta/parameters": "/meta/parameters",
    ]
    for (path, place) in blamed.sorted(by: { $0.key < $1.key }) {
      let dataset = try #require(file.dataset(at: path))
      var mutant = original
      // In the section table, byte 12 lies in the digest of the first section.
      mutant[dataset.offset + (path == "/integrity/sections" ? 12 : 0)] ^= 1
      let error = #expect(throws: CheckpointError.self) {
        try CheckpointFile(bytes: mutant, name: "mutant")
      }
      #expect(error?.path == place, "\(error.map { "\($0)" } ?? "no error") for \(path)")
    }
  }

  @Test("CKPT-028: a file cut short anywhere is refused")
  func truncation() throws {
    let folder = try TemporaryFolder()
    let original = try folder.save(try SampleState.example(), as: "a.h5")
    for count in stride(from: 0, to: original.count, by: 61) {
      #expect(throws: CheckpointError.self) {
        try CheckpointFile(bytes: Array(original[..<count]), name: "short")
      }
    }
    #expect(throws: CheckpointError.self) {
      try CheckpointFile(bytes: original + [0], name: "long")
    }
  }
}
