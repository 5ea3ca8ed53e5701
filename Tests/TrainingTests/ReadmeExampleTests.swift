import Foundation
import Lockstep
import Testing

// The model of README.md, word by word; a test holds both texts together.

struct Classifier: Layer {
  let hidden = Linear(from: 64, to: 32)
  let scores = Linear(from: 32, to: 10)
  var contents: Contents { ["hidden": hidden, "scores": scores] }
  func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
    scores(hidden(images, context).relu(), context)
  }
}

struct Digits: TrainingModule {
  let model = Classifier()
  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
    let loss = crossEntropy(model(batch.inputs, context), batch.labels)
    context.log("train_loss", loss, onStep: true, onEpoch: true)
    return loss
  }
  func configureOptimizer() -> Adam { Adam(learningRate: 1e-3) }
}

@Suite("The example in README.md")
struct ReadmeExampleTests {
  @Test("it compiles as printed: this file, or Examples/OwnModel, contains every line")
  func printedAsCompiled() throws {
    let here = URL(fileURLWithPath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(contentsOf: here, encoding: .utf8)
    let examples = readme.components(separatedBy: "```").filter { $0.hasPrefix("swift\n") }
    #expect(examples.count == 2)
    let ownModel = try ["Main", "Rings"].map { name in
      let path = "Examples/OwnModel/Sources/\(name).swift"
      return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
    for (example, source) in zip(examples, [source, ownModel.joined()]) {
      let compiled = source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      for line in example.split(separator: "\n").dropFirst() {
        #expect(
          compiled.contains(line.trimmingCharacters(in: .whitespaces)), "not compiled: \(line)")
      }
    }
  }

  /// Compiled, not called: its output goes to the working directory.
  func asPrinted() throws {
    let data = TrainingData(try DigitsDataset.load(), batchSize: 64, validationFraction: 0.2)
    let trainer = Trainer(
      maxEpochs: 10, seed: 42, device: .cpu(threads: 4), output: "runs/mine",
      callbacks: [ModelCheckpoint(monitor: "train_loss", saveTopK: 3)])
    try trainer.fit(Digits(), data)
  }

  @Test("it trains, logs, and leaves its three best checkpoints")
  func trains() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let data = TrainingData(try DigitsDataset.load(), batchSize: 64, validationFraction: 0.2)
    let trainer = Trainer(
      maxEpochs: 10, seed: 42, device: .cpu(threads: 4), output: folder,
      callbacks: [ModelCheckpoint(monitor: "train_loss", saveTopK: 3)])
    let result = try trainer.fit(Digits(), data)

    #expect(result.reason == .finished)
    #expect(try #require(result.metric("train_loss")) < 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoints")
    #expect(files.filter { $0.hasPrefix("step-") }.count == 3)
  }
}
