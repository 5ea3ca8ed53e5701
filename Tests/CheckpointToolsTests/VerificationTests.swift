import CanonicalJSON
import CheckpointTools
import Checkpoints
import CommandLineKit
import Foundation
import NumericsContract
import Testing

@Suite("ckpt verify")
struct VerificationTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Writes a run of two checkpoints and returns its folder.
  private func makeRun() throws -> String {
    let checkpoints = folder.file("checkpoints")
    try FileManager.default.createDirectory(atPath: checkpoints, withIntermediateDirectories: true)
    var state = SampleState()
    for step in [9, 10] as [UInt64] {
      state.set("/loop/step", step)
      let name = String(format: "step-%08d.h5", Int(step))
      try state.save(folder, "checkpoints/\(name)")
      try CheckpointWriter.linkLatest(path: "\(checkpoints)/\(name)", as: "last.h5")
    }
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.file("run.json")))
    return folder.path
  }

  @Test("An undamaged file is verified, exit 0")
  func file() throws {
    let path = try SampleState().save(folder, "a.h5")
    let file = try CheckpointFile(opening: path)
    let verification = try Verification(of: path)
    #expect(verification.exitStatus == .done)
    #expect(
      verification.json == [
        "path": .string(path), "verified": true, "problems": [], "notes": [],
        "files": [
          [
            "file": .string(path), "bytes": .integer(file.byteCount), "step": 37,
            "stateRoot": .string(file.stateRoot.description),
            "fileRoot": .string(file.fileRoot.description), "verified": true,
            "outcome": "verified", "problem": .null,
          ]
        ],
      ])
    #expect(
      verification.description.hasPrefix("Verified: the structure and every digest are right.\n"))
  }

  @Test("Any flipped bit of a tensor, and a cut or overwritten structure, is exit 1 in one line")
  func damage() throws {
    let path = try SampleState().save(folder, "a.h5")
    let file = try CheckpointFile(opening: path)
    for dataset in file.datasets where dataset.byteCount > 0 {
      try folder.flip("a.h5", at: dataset.offset + dataset.byteCount / 2, mask: 0x10)
      let verification = try Verification(of: path)
      #expect(verification.exitStatus == .different, "\(dataset.path)")
      #expect(verification.files[0].problem?.contains("\n") == false)
      #expect(verification.description.contains("not verified"))
      try folder.flip("a.h5", at: dataset.offset + dataset.byteCount / 2, mask: 0x10)
    }
    #expect(try Verification(of: path).exitStatus == .done)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try data.dropLast().write(to: URL(fileURLWithPath: path))
    #expect(try Verification(of: path).exitStatus == .different)
  }

  @Test("What is no checkpoint cannot be judged, exit 2")
  func trouble() throws {
    try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: folder.file("text.h5")))
    for name in ["text.h5", "none.h5"] {
      let verification = try Verification(of: folder.file(name))
      #expect(verification.exitStatus == .trouble)
      #expect(verification.json["files"]?[0]?["outcome"] == "trouble")
    }
    let error = #expect(throws: CheckpointToolError.self) { try Verification(of: folder.path) }
    #expect(error?.code == .notARun)
    #expect(error?.exitStatus == .trouble)
  }

  @Test("A run is verified when every file is, last.h5 is the newest, and run.json is there")
  func run() throws {
    let run = try makeRun()
    let verification = try Verification(of: run)
    #expect(verification.exitStatus == .done)
    #expect(verification.files.map(\.step) == [9, 10, 10])
    #expect(
      verification.description.hasPrefix(
        "Verified: the structure and every digest of 3 files are right."))
  }

  @Test("A run killed between a checkpoint and its link last.h5 is verified, with a note")
  func staleLatest() throws {
    let run = try makeRun()
    try CheckpointWriter.linkLatest(
      path: folder.file("checkpoints/step-00000009.h5"), as: "last.h5")
    let stale = try Verification(of: run)
    #expect(stale.exitStatus == .done)
    #expect(stale.notes.count == 1)
    #expect(stale.description.contains("last.h5 is the state after step 9, not the newest."))
    try FileManager.default.removeItem(atPath: folder.file("checkpoints/last.h5"))
    let missing = try Verification(of: run)
    #expect(missing.exitStatus == .done)
    #expect(missing.notes.first?.contains("has no last.h5") == true)
  }

  @Test("A run whose last.h5 is none of its checkpoints is not verified")
  func strangeLatest() throws {
    let run = try makeRun()
    try CheckpointWriter.linkLatest(
      path: folder.file("checkpoints/step-00000009.h5"), as: "last.h5")
    try FileManager.default.removeItem(atPath: folder.file("checkpoints/step-00000009.h5"))
    let verification = try Verification(of: run)
    #expect(verification.exitStatus == .different)
    #expect(
      verification.files.last?.problem?.contains("found the state after step 9") == true)
  }

  @Test("A name that promises another step is not verified")
  func wrongName() throws {
    let run = try makeRun()
    try FileManager.default.moveItem(
      atPath: folder.file("checkpoints/step-00000009.h5"),
      toPath: folder.file("checkpoints/step-00000008.h5"))
    let verification = try Verification(of: run)
    #expect(verification.exitStatus == .different)
    #expect(verification.files[0].problem?.contains("expected the state after step 8") == true)
  }

  @Test("A run without a run.json that is JSON is not verified")
  func incompleteRun() throws {
    let run = try makeRun()
    try Data("{".utf8).write(to: URL(fileURLWithPath: folder.file("run.json")))
    let verification = try Verification(of: run)
    #expect(verification.exitStatus == .different)
    #expect(verification.problems.count == 1)
    #expect(
      verification.description.hasPrefix("Not verified: the files are right, but the run is not."))
  }

  @Test("One damaged file does not hide the others, and partial files of a killed save are ignored")
  func damagedRun() throws {
    let run = try makeRun()
    let name = "checkpoints/step-00000009.h5"
    let bias = try #require(
      try CheckpointFile(opening: folder.file(name)).dataset(at: "/model/hidden/bias"))
    try folder.flip(name, at: bias.offset)
    try Data().write(
      to: URL(fileURLWithPath: folder.file("checkpoints/.step-00000011.h5.1-1.partial")))
    let verification = try Verification(of: run)
    #expect(verification.exitStatus == .different)
    #expect(verification.files.map(\.outcome) == [.notVerified, .verified, .verified])
    #expect(verification.files[0].problem?.contains("/model/hidden/bias") == true)
  }
}
