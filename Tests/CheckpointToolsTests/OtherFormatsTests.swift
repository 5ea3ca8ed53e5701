import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Foundation
import Testing

@Suite("Files of other formats beside checkpoints")
struct OtherFormatsTests {
  private static let weight = (0..<12).map { Float($0) / 8 - 0.75 }
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// The model of `SampleState`, by other names.
  private func write(
    _ name: String, prefix: String = "", bias: [Float] = [0.5, -0.25, 0, 2]
  ) throws -> String {
    try SafetensorsSample.write(
      [
        SafetensorsSample.floats(prefix + "hidden.bias", bias, [4]),
        SafetensorsSample.floats(prefix + "hidden.weight", Self.weight, [3, 4]),
      ], to: folder.file(name))
    return folder.file(name)
  }

  @Test(
    "a.b.c and model.a.b.c are /model/a/b/c; other sections are not compared, and that is said",
    arguments: ["", "model."])
  func equivalence(_ prefix: String) throws {
    let ours = try SampleState().save(folder, "a.h5")
    let theirs = try write("b.safetensors", prefix: prefix)
    for (a, b) in [(ours, theirs), (theirs, ours)] {
      let difference = try Difference(from: a, to: b)
      #expect(difference.verdict == .identicalState && difference.exitStatus == .done)
      #expect(difference.tensors.count == 2)
      #expect(
        difference.uncomparedLine
          == "Not compared: 8 tensors of loop, metrics, optimizer, rng, which safetensors has no place for."
      )
      #expect(difference.json["notCompared"]?.array?.count == 4)
    }
  }

  @Test("A changed element has its place in both files, and a tensor too many is a difference")
  func changed() throws {
    let ours = try SampleState().save(folder, "a.h5")
    let theirs = try write("b.safetensors", bias: [0.5, -0.25, 0, 3])
    let row = try Difference(from: ours, to: theirs).row("/model/hidden/bias")
    #expect(row["pathInB"] == "hidden.bias" && row["maxULP"] == 4_194_304)
    #expect(row["firstDifference"]?["b"] == 3)
    let header = try Data(contentsOf: URL(fileURLWithPath: theirs)).prefix(8)[0]
    #expect(row["firstDifference"]?["offsetB"] == .integer(Int(header) + 8 + 12))
    try SafetensorsSample.write(
      [
        SafetensorsSample.floats("hidden.weight", Self.weight, [3, 4]),
        SafetensorsSample.floats("other", [1], [1]),
      ], to: theirs)
    let other = try Difference(from: ours, to: theirs)
    #expect(other.exitStatus == .different)
    #expect(try other.row("/model/hidden/bias")["status"] == "onlyInA")
    #expect(try other.row("other")["status"] == "onlyInB")
  }

  @Test("Two files of one format: identical bytes, or the metadata and tensors that differ")
  func sameFormat() throws {
    let a = try write("a.safetensors")
    let b = try write("b.safetensors")
    #expect(try Difference(from: a, to: b).verdict == .identicalBytes)
    let c = try write("c.safetensors", bias: [0.5, -0.25, 0, Float(2).nextUp])
    let difference = try Difference(from: a, to: c)
    #expect(difference.verdict == .different && difference.uncompared.isEmpty)
    #expect(difference.causes.first?.hasPrefix("One bit of one element differs, bit 0") == true)
  }

  @Test("A prefix with * is renamed, and dots become slashes where B has them")
  func prefixes() throws {
    let ours = try SampleState().save(folder, "a.h5")
    let theirs = try write("b.safetensors", prefix: "net.")
    #expect(try Difference(from: theirs, to: ours).verdict == .incomparable)
    for rename in ["net.*=/model/*", "net.**=/model/**", "net=/model"] {
      var options = DifferenceOptions()
      options.renames = [try DifferenceOptions.Rename(parsing: rename)]
      #expect(try Difference(from: theirs, to: ours, options: options).verdict == .identicalState)
    }
    var options = DifferenceOptions()
    options.renames = [try DifferenceOptions.Rename(parsing: "/model/*=net.*")]
    #expect(try Difference(from: ours, to: theirs, options: options).verdict == .identicalState)
  }

  @Test("inspect names the format, draws the tree of dotted names and has statistics")
  func inspection() throws {
    let path = try write("a.safetensors")
    var options = InspectionOptions()
    options.statistics = true
    let inspection = try Inspection(of: path, options: options)
    #expect(inspection.json["format"] == "safetensors")
    #expect(inspection.json["metadata"]?["step"] == "37")
    #expect(inspection.json["tensors"]?[0]?["path"] == "hidden.bias")
    #expect(inspection.json["tensors"]?[0]?["stats"]?["max"] == 2)
    #expect(
      inspection.description.contains(
        """
        hidden/     2 tensors                16   64 B
        ├── bias    float32    [4]            4   16 B
        └── weight  float32    [3, 4]        12   48 B
        2 tensors, 64 B
        """), "\(inspection.description)")
    options.filter = GlobPattern("hidden.w*")
    #expect(try Inspection(of: path, options: options).tensors.count == 1)
    options.filter = nil
    options.tensor = "hidden.bias"
    #expect(try Inspection(of: path, options: options).excerpt?.elements.texts.count == 4)
    options.tensor = nil
    options.verifies = true
    let error = #expect(throws: CheckpointToolError.self) {
      try Inspection(of: path, options: options)
    }
    #expect(error?.code == .invalidOption)
  }

  @Test("verify reads a file without digests to its end: sound exits 0, malformed 1, unknown 2")
  func verification() throws {
    let path = try write("a.safetensors")
    let sound = try Verification(of: path)
    #expect(sound.exitStatus == .done && sound.json["verified"] == false)
    #expect(sound.files[0].outcome == .sound && sound.json["files"]?[0]?["outcome"] == "sound")
    #expect(sound.description.hasPrefix("Sound: the structure is right"))
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try data.dropLast().write(to: URL(fileURLWithPath: path))
    let cut = try Verification(of: path)
    #expect(cut.exitStatus == .different && cut.files[0].problem?.contains("\n") == false)
    try Data("text".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try Verification(of: path).exitStatus == .trouble)
  }
}
