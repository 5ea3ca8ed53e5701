import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Foundation
import Testing

@Suite("ckpt diff: two folders")
struct FolderDifferenceTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
      for step in ["step-1.h5", "step-2.h5"] { try SampleState().save(folder, "\(name)/\(step)") }
    }
  }

  private func difference() throws -> FolderDifference {
    try FolderDifference(from: folder.file("a"), to: folder.file("b"))
  }

  @Test("Folders of equal files are identical, exit 0")
  func identical() throws {
    #expect(FolderDifference.isPair(folder.file("a"), folder.file("b")))
    #expect(!FolderDifference.isPair(folder.file("a"), folder.file("a/step-1.h5")))
    let difference = try difference()
    #expect(difference.exitStatus == .done && difference.json["identical"] == true)
    #expect(difference.description.hasPrefix("Identical: all 2 files have the same state.\n"))
  }

  @Test("A row for each name: changed, only on one side, damaged; the gravest decides")
  func rows() throws {
    var state = SampleState()
    state.set("/model/hidden/bias", floats: [0.5, -0.25, 0, 3], shape: [4])
    try state.save(folder, "b/step-1.h5")
    try SampleState().save(folder, "a/step-3.h5")
    let changed = try difference()
    #expect(changed.exitStatus == .different)
    #expect(changed.files.map(\.name) == ["step-1.h5", "step-2.h5", "step-3.h5"])
    #expect(
      changed.description.hasSuffix(
        """
        file       verdict          differing    max ULP
        step-1.h5  different          1 of 10  4,194,304
        step-2.h5  identical bytes    0 of 10
        step-3.h5  only in A
        """))
    try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: folder.file("b/step-2.h5")))
    let damaged = try difference()
    #expect(damaged.exitStatus == .trouble)
    #expect(damaged.json["files"]?[1]?["verdict"] == "trouble")
    #expect(damaged.json["files"]?[1]?["problem"]?.string?.contains("step-2.h5") == true)
  }

  @Test("Folders without a file to compare are trouble, never identical")
  func nothing() throws {
    for name in ["c", "d"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    let error = #expect(throws: CheckpointToolError.self) {
      try FolderDifference(from: folder.file("c"), to: folder.file("d"))
    }
    #expect(error?.code == .nothingSelected)
  }
}
