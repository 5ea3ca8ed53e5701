import CanonicalJSON
import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct MutantTests {
  /// Mutants of each sample; `LOCKSTEP_FUZZ` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ"].flatMap { UInt64($0) } ?? 1_500

  /// What a file says, however it says it.
  private struct Content: Equatable {
    let tree: StateTree
    let run, parameters: JSONValue
    let profile, contract: String

    init(_ bytes: [UInt8]) throws {
      let file = try CheckpointFile(bytes: bytes, name: "mutant.h5")
      try file.verify()
      tree = try file.stateTree()
      run = file.run
      parameters = file.parameters
      profile = file.profile
      contract = file.contract
    }
  }

  @Test(
    "CKPT-028, HDF-015: mutants with right checksums end in one line, or say what the file said",
    arguments: [0, 1])
  func mutants(sample: Int) throws {
    let folder = try TemporaryFolder()
    let tree = sample == 0 ? try SampleState.example() : try SampleState.everyKind()
    let bytes = try folder.save(tree, as: "sample.h5")
    let original = try Content(bytes)
    let mutator = try Mutator(bytes)
    var refused = 0
    for number in 0..<Self.count {
      let mutant = mutator.mutant(number)
      do {
        let found = try Content(mutant)
        if found != original { Issue.record("mutant \(number) of sample \(sample) was believed") }
      } catch let error as CheckpointError {
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
