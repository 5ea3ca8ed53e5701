import CPUDevice
import Datasets
import Devices
import Foundation
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Training

/// Thirty samples of five numbers in three classes: seven validate, twenty-three train.
enum SmallTask {
  static let seed: UInt64 = 42
  static let features = 5
  static let batchSize = 5
  static let validationFraction = 0.25

  static let dataset: InMemoryDataset = {
    let inputs = RandomStream(seed: 11, name: "samples").fillNormal(count: 30 * features)
    let labels = (0..<30).map { sample in
      let row = inputs[sample * features..<(sample + 1) * features]
      return Int32(row[row.startIndex] > 0.3 ? 2 : row[row.startIndex + 1] > 0 ? 1 : 0)
    }
    return InMemoryDataset(inputs: inputs, labels: labels, inputShape: [features])
  }()

  static var data: TrainingData {
    TrainingData(dataset, batchSize: batchSize, validationFraction: validationFraction)
  }

  /// A device of each kind.
  static func devices() throws -> [any Device] {
    [
      ReferenceDevice(), try CPUDevice(threads: 1), try CPUDevice(threads: 3), RemoteDevice(),
    ]
  }

  /// A linear layer, layer norm, ReLU, dropout and a second linear layer.
  struct Perceptron: Layer {
    let hidden = Linear(from: SmallTask.features, to: 6)
    let norm = LayerNorm(6)
    let dropout = Dropout(0.25)
    let scores = Linear(from: 6, to: 3)

    var contents: Contents {
      ["hidden": hidden, "norm": norm, "dropout": dropout, "scores": scores]
    }

    func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
      let normalized = norm(hidden(input, context), context)
      return scores(dropout(normalized.relu(), context), context)
    }

    /// Bits of all parameters, in order of path.
    func weights() throws -> [[UInt32]] {
      try [
        hidden.bias, hidden.weight, norm.bias, norm.weight, scores.bias, scores.weight,
      ].compactMap { $0 }.map { try $0.value.words() }
    }
  }

  /// Classification with any optimizer.
  struct Module<Chosen: Optimizer>: TrainingModule {
    let model = Perceptron()
    var schedule = LearningRateSchedule.constant
    /// How much the steps log: nothing, the usual, or more than anybody wants.
    var logging = 1
    let optimizer: () -> Chosen

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let scores = model(batch.inputs, context)
      let loss = crossEntropy(scores, batch.labels)
      if logging > 0 {
        context.log("train_loss", loss, onStep: true, onEpoch: true)
        context.logAccuracy(
          "train_accuracy", scores: scores, labels: batch.labels, onStep: false, onEpoch: true)
      }
      if logging > 1 {
        for index in 0..<5 {
          context.log("a,\"\(index)\"", (scores * scores).mean(), onStep: true, onEpoch: true)
        }
      }
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      guard logging > 0 else { return }
      let scores = model(batch.inputs, context)
      context.log("val_loss", crossEntropy(scores, batch.labels))
      context.logAccuracy("val_accuracy", scores: scores, labels: batch.labels)
    }

    func configureOptimizer() -> Chosen { optimizer() }
  }

  static let schedule = LearningRateSchedule.cosine(total: 14, warmUp: 3, floor: 0.1)

  static func adamW(logging: Int = 1) -> Module<AdamW> {
    Module(schedule: schedule, logging: logging) {
      AdamW(learningRate: 0.02, weightDecay: 0.05)
    }
  }

  static func sgd(logging: Int = 1) -> Module<SGD> {
    Module(logging: logging) { SGD(learningRate: 0.1) }
  }
}

extension Tensor {
  /// The bits of all elements, NaN made canonical; two words for one of binary64.
  func words() throws -> [UInt32] {
    guard type == .float64 else { return try floats().map(\.canonicalBits) }
    return try doubles().map(\.canonicalBits).flatMap {
      [UInt32(truncatingIfNeeded: $0 >> 32), UInt32(truncatingIfNeeded: $0)]
    }
  }
}

/// A folder that is gone when the test is over.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func folder(_ name: String) -> String { path + "/" + name }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder(name)))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
