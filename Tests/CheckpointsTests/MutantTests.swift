import CanonicalJSON
import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct MutantTests {
  /// Mutants of each sample; `LOCKSTEP_FUZZ` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ"].flatMap { UInt64($0) } ?? 1_500

  @Test(
    "CKPT-028, HDF-015: mutants with right checksums end in one line, or say what the file said",
    arguments: [0, 1])
  func mutants(sample: Int) throws {
    let folder = try TemporaryFolder()
    let tree = sample == 0 ? try SampleState.example() : try SampleState.everyKind()
    let bytes = try folder.save(tree, as: "sample.h5")
    let original = try VerifiedContent(bytes, name: "mutant.h5")
    let mutator = try Mutator(bytes)
    var refused = 0
    for number in 0..<Self.count {
      let mutant = mutator.mutant(number)
      do throws(CheckpointError) {
        let found = try VerifiedContent(mutant, name: "mutant.h5")
        if found != original { Issue.record("mutant \(number) of sample \(sample) was believed") }
      } catch {
        refused += 1
        let line = "\(error)"
        if line.contains("\n") || !line.hasPrefix("mutant.h5") || error.remedy.isEmpty {
          Issue.record("mutant \(number) of sample \(sample): \(line)")
        }
      }
    }
    // Nearly every mutant is another file: the test would be empty if it changed nothing.
    #expect(refused > Self.count * 8 / 10)
    print("mutants of sample \(sample): \(refused) of \(Self.count) refused")
  }
}
