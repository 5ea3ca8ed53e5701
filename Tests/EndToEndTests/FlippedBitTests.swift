import CheckpointTools
import Checkpoints
import Dispatch
import Foundation
import Synchronization
import Testing

/// One flipped bit anywhere in a checkpoint that a run wrote is found, and the error says where.
@Suite(.serialized) struct FlippedBitTests {
  static let flips = 1000

  /// A checkpoint in the middle of a run, and a thousand bits of it.
  static func sample(in folder: ScratchFolder) throws -> (bytes: [UInt8], bits: [Int]) {
    let outcome = try Ckpt.current.run(
      ShortRun.arguments(output: folder.place("run"), ["--stop-after", "7"]))
    try #require(outcome.status == 0, "\(outcome)")
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: folder.place("run/checkpoints/last.h5"))))
    var random = SeededNumbers(for: "flipped bits", default: 1_000)
    let bits = (0..<flips).map { _ in Int.random(in: 0..<8 * bytes.count, using: &random) }
    return (bytes, bits)
  }

  static func flipped(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var mutant = bytes
    mutant[bit / 8] ^= 1 << (bit % 8)
    return mutant
  }

  /// Path of the array of state that a bit lies in; nil for structure, configuration and digests.
  static func tensor(of bit: Int, in file: CheckpointFile) -> String? {
    file.tensors.first {
      ($0.offset..<$0.offset + $0.byteCount).contains(bit / 8)
    }?.path
  }

  /// What is wrong with how a damaged file was refused; nil when the refusal is right.
  static func fault(_ bytes: [UInt8], _ bit: Int, in file: CheckpointFile) -> String? {
    do throws(CheckpointError) {
      try CheckpointFile(bytes: flipped(bytes, bit), name: "flipped.h5").verify()
      return "bit \(bit): nothing was found"
    } catch {
      if let tensor = tensor(of: bit, in: file) {
        return error.code == .digestMismatch && error.path == tensor
          ? nil : "bit \(bit) of \(tensor): \(error)"
      }
      return error.path != nil || error.offset != nil ? nil : "bit \(bit): no place in \(error)"
    }
  }

  @Test(
    "a flipped bit at 1,000 random places is found by the library, which names tensor or section")
  func library() throws {
    let folder = try ScratchFolder()
    let (bytes, bits) = try Self.sample(in: folder)
    let file = try CheckpointFile(bytes: bytes, name: "whole.h5")
    try file.verify()
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: bits.count) { place in
      if let fault = Self.fault(bytes, bits[place], in: file) {
        faults.withLock { $0.append(fault) }
      }
    }
    #expect(faults.withLock { $0 }.sorted() == [])
    // The places cover what a file consists of.
    let tensors = bits.filter { Self.tensor(of: $0, in: file) != nil }
    #expect(tensors.count > Self.flips / 2 && tensors.count < Self.flips)
  }

  @Test("ckpt verify ends with a status and a named place for a flipped bit, never with a crash")
  func command() throws {
    let folder = try ScratchFolder()
    let (bytes, bits) = try Self.sample(in: folder)
    let file = try CheckpointFile(bytes: bytes, name: "whole.h5")
    let inTables = bits.filter { Self.tensor(of: $0, in: file) == nil }
    for bit in bits.prefix(30) + inTables.prefix(30) {
      let path = try folder.write(Self.flipped(bytes, bit), to: "flipped.h5")
      let outcome = try Ckpt.current.run(["verify", path])
      let damage = "bit \(bit): \(outcome)"
      if let tensor = Self.tensor(of: bit, in: file) {
        #expect(outcome.status == 1, "\(damage)")
        #expect(outcome.output.contains(": \(tensor) at byte "), "\(damage)")
      } else {
        // A file that is no longer recognizable as a checkpoint cannot be judged: trouble.
        #expect(outcome.status == 1 || outcome.status == 2, "\(damage)")
        let problem = outcome.output.split(separator: "\n").last ?? ""
        #expect(problem.contains(": expected "), "\(damage)")
        #expect(problem.contains("flipped.h5: /") || problem.contains(" at byte "), "\(damage)")
      }
    }
  }

  @Test("a damaged file in a run's folder fails the run, and the other files are still reported")
  func damagedRun() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let whole = try #require(run.bytes(ShortRun.name(step: 12)))
    let file = try CheckpointFile(bytes: [UInt8](whole), name: "whole.h5")
    let weight = try #require(file.dataset(at: "/model/hidden/weight"))
    try Data(Self.flipped([UInt8](whole), 8 * weight.offset + 3))
      .write(to: URL(fileURLWithPath: run.folder + "/checkpoints/" + ShortRun.name(step: 12)))
    let outcome = try Ckpt.current.run(["verify", run.folder])
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("1 of 9 files is not right"), "\(outcome)")
    #expect(outcome.output.contains(": /model/hidden/weight at byte "), "\(outcome)")
    // Continuing from it is refused, and nothing is touched.
    let resumed = try Ckpt.current.run([
      "train", "--output", folder.place("other"), "--resume", run.checkpoints[2],
    ])
    #expect(resumed.status == 2 && resumed.errorLines.count == 1, "\(resumed)")
    #expect(resumed.errors.contains("/model/hidden/weight"), "\(resumed)")
  }
}
