import CanonicalJSON
import Datasets
import Foundation
import Testing

@Suite struct PredictTests {
  /// A checkpoint of two epochs of digits.
  private func digits(_ folder: ScratchFolder) throws -> String {
    let train = try Ckpt.current.run([
      "train", "digits-mlp", "--max-epochs", "2", "--quiet", "--output", folder.place("run"),
    ])
    try #require(train.status == 0, "\(train)")
    return folder.place("run/checkpoints/last.h5")
  }

  private func metrics(_ arguments: [String]) throws -> [(name: String?, value: JSONValue?)] {
    let outcome = try Ckpt.current.run(arguments + ["--json"])
    try #require(outcome.status == 0, "\(outcome)")
    let report = try JSONParser.parse(Array(outcome.output.utf8))
    return try #require(report["metrics"]?.array).map { ($0["name"]?.string, $0["value"]) }
  }

  @Test("test finds what validate does on the same samples, with the same bits on every device")
  func test() throws {
    let folder = try ScratchFolder()
    let file = try digits(folder)
    let validated = try metrics(["validate", file])
    for condition in [[], ["--threads", "3", "--workers", "2"], ["--device", "reference"]] {
      let tested = try metrics(["test", file] + condition)
      #expect(tested.map(\.name) == ["test_accuracy", "test_loss"])
      #expect(tested.map(\.value) == validated.map(\.value))
    }
    let shown = try Ckpt.current.run(["test", file])
    #expect(shown.status == 0 && shown.output.contains("test_accuracy"), "\(shown)")
  }

  @Test("predict writes a row of probabilities for each sample, in order, the same on every device")
  func predict() throws {
    let folder = try ScratchFolder()
    let file = try digits(folder)
    let out = folder.place("one.npy")
    let outcome = try Ckpt.current.run(["predict", file, "--out", out])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      outcome.output == "1797 predictions of digits-mlp in \(out): float32 [1797, 10]\n",
      "\(outcome)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: out))
    for (index, condition) in [
      ["--threads", "3", "--workers", "2"], ["--device", "reference"],
    ].enumerated() {
      let other = folder.place("\(index).npy")
      let again = try Ckpt.current.run(["predict", file, "--out", other, "--json"] + condition)
      try #require(again.status == 0, "\(again)")
      let report = try JSONParser.parse(Array(again.output.utf8))
      #expect(report["shape"] == [1797, 10] && report["dtype"] == "float32")
      #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == bytes)
    }
    // What is likeliest is right as often as the validation says.
    let rows = try NumPyFile.read(path: out).floats()
    let dataset = try DigitsDataset.load()
    let judged = Split(count: dataset.count, validationFraction: 0.2, seed: 42)
      .validation.map { Int($0) }
    let labels = try Python.json(
      "import numpy, json, sys; a = numpy.load(sys.argv[1]); assert a.dtype == numpy.float32; "
        + "print(json.dumps(a.argmax(1).tolist()))", [out])
    let right = judged.count { sample in
      let row = rows[sample * 10..<sample * 10 + 10]
      let likeliest = row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex }
      #expect(row.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(labels.array?[sample].integer == likeliest)
      return Int(dataset.label(sample)) == likeliest
    }
    let accuracy = try metrics(["validate", file])[0]
    #expect(accuracy.name == "val_accuracy")
    #expect(accuracy.value?.number == Double(right) / Double(judged.count))
  }

  @Test("every task can be tested and predicted with", arguments: SmallRun.all)
  func everyTask(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let files = try run.train(output: folder.place("run"), in: folder, ["--max-steps", "2"])
    let tested = try metrics(["test", files.last])
    let validated = try metrics(["validate", files.last])
    #expect(!tested.isEmpty && tested.map(\.value) == validated.map(\.value))
    let out = folder.place("out.npy")
    let outcome = try Ckpt.current.run(["predict", files.last, "--out", out, "--json"])
    try #require(outcome.status == 0, "\(outcome)")
    let report = try JSONParser.parse(Array(outcome.output.utf8))
    let shape = (report["shape"]?.array ?? []).compactMap(\.integer)
    let array = try NumPyFile.read(path: out)
    #expect(array.shape == shape && shape.count >= 2)
    let samples = run.data == nil ? 1797 : ((run.data ?? "").unicodeScalars.count - 1) / 8
    #expect(shape[0] == samples, "\(shape)")
    #expect(try array.floats().allSatisfy { $0.isFinite })
  }

  @Test("what cannot be predicted or written is trouble in one line, and leaves no file")
  func trouble() throws {
    let folder = try ScratchFolder()
    let file = try digits(folder)
    let place = folder.place("none/out.npy")
    for arguments in [
      ["predict", "/dev/null", "--out", folder.place("a.npy")], ["predict", file],
      ["predict", file, "--out", place], ["predict", file, "--out", ""],
      ["predict", file, "--out", folder.place("run")], ["test", "/dev/null"],
      ["test", file, "--workers", "-1"],
    ] {
      let outcome = try Ckpt.current.run(arguments)
      #expect(outcome.status == 2 && outcome.errorLines.count == 1, "\(arguments): \(outcome)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run"])
  }
}
