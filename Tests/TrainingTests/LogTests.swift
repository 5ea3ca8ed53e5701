import Devices
import Foundation
import NumericsContract
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// The rows of `metrics.csv`.
@Suite("Log")
struct LogTests {
  private func fit(
    _ folder: String, logging: Int = 1, everyNSteps: Int = 2, on device: any Device
  ) throws -> FitResult {
    let plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 2, logEveryNSteps: everyNSteps)
    return try Trainer(
      plan, device: device, execution: Execution(output: folder),
      callbacks: [LearningRateMonitor()]
    ).fit(SmallTask.sgd(logging: logging), SmallTask.data)
  }

  /// A row's fields; the last comma separates the value.
  private func rows(_ text: String) -> [(place: String, value: Double?)] {
    text.split(separator: "\n").dropFirst().map { line in
      let comma = line.lastIndex(of: ",") ?? line.endIndex
      return (String(line[..<comma]), Double(line[comma...].dropFirst()))
    }
  }

  @Test("steps log what they were asked to, sorted by name; validation and epoch follow")
  func order() throws {
    let scratch = try ScratchFolder()
    let result = try fit(scratch.folder("run"), on: ReferenceDevice())
    let text = try scratch.text("run/metrics.csv")
    #expect(text.hasPrefix("step,epoch,name,value\n"))
    #expect(text.hasSuffix("\n"))
    let rows = rows(text)
    #expect(
      rows.map(\.place) == [
        "2,0,learning_rate", "2,0,train_loss_step", "4,0,learning_rate", "4,0,train_loss_step",
        "5,0,val_accuracy", "5,0,val_loss", "5,0,train_accuracy", "5,0,train_loss_epoch",
        "6,1,learning_rate", "6,1,train_loss_step", "8,1,learning_rate", "8,1,train_loss_step",
        "10,1,learning_rate", "10,1,train_loss_step",
        "10,1,val_accuracy", "10,1,val_loss", "10,1,train_accuracy", "10,1,train_loss_epoch",
      ])
    #expect(rows.allSatisfy { $0.value != nil })
    #expect(rows[0].value == 0.1)
    // The shortest form reads back to the same binary64.
    for (row, name) in [(-4, "val_accuracy"), (-3, "val_loss"), (-2, "train_accuracy")] {
      #expect(rows[rows.count + row].value?.bitPattern == result.metric(name)?.bitPattern)
    }
    #expect(
      result.metrics.map(\.name) == [
        "learning_rate", "train_accuracy", "train_loss", "train_loss_step", "val_accuracy",
        "val_loss",
      ])
  }

  @Test("NUM-028: an epoch's value is the running total over its micro-batches by samples")
  func totals() throws {
    let scratch = try ScratchFolder()
    _ = try fit(scratch.folder("run"), everyNSteps: 1, on: ReferenceDevice())
    let rows = rows(try scratch.text("run/metrics.csv"))
    let losses = rows.filter { $0.place.contains("train_loss") }.compactMap(\.value)
    // Five steps, the epoch, and again; a step's value is a binary32 that was widened.
    #expect(losses.count == 12)
    for epoch in 0..<2 {
      var (total, weight) = (0.0, 0.0)
      for (step, samples) in [5.0, 5, 5, 5, 3].enumerated() {
        let loss = losses[epoch * 6 + step]
        // A step's mean is (loss · samples) ÷ samples, which gives the loss back.
        #expect(Double(Float(loss)) == loss)
        total += loss * samples
        weight += samples
      }
      #expect(losses[epoch * 6 + 5].bitPattern == (total / weight).bitPattern)
    }
  }

  @Test("names with commas and quotation marks are quoted, and the log is the same on every device")
  func quoting() throws {
    let scratch = try ScratchFolder()
    _ = try fit(scratch.folder("reference"), logging: 2, on: ReferenceDevice())
    let text = try scratch.text("reference/metrics.csv")
    #expect(text.contains("\n2,0,\"a,\"\"0\"\"_step\","))
    for (index, device) in try SmallTask.devices().enumerated() {
      _ = try fit(scratch.folder("\(index)"), logging: 2, on: device)
      #expect(try scratch.text("\(index)/metrics.csv") == text, "\(device.name)")
    }
  }

  @Test("a run without output leaves no file and has the same metrics")
  func inMemory() throws {
    let scratch = try ScratchFolder()
    let written = try fit(scratch.folder("run"), on: RemoteDevice())
    let plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 2, logEveryNSteps: 2)
    let kept = try Trainer(
      plan, device: RemoteDevice(), callbacks: [LearningRateMonitor()]
    ).fit(SmallTask.sgd(), SmallTask.data)
    #expect(kept.checkpoint == nil)
    #expect(written.checkpoint != nil)
    #expect(
      kept.metrics.map { $0.value.bitPattern } == written.metrics.map { $0.value.bitPattern })
  }

  @Test("a callback that watches the training loss decides the same with and without files")
  func watching() throws {
    let scratch = try ScratchFolder()
    let results = try [nil, scratch.folder("run")].map { folder in
      try Trainer(
        maxEpochs: 6, device: ReferenceDevice(), output: folder,
        callbacks: [EarlyStopping(monitor: "train_loss", mode: .max, patience: 1)]
      ).fit(SmallTask.sgd(), SmallTask.data)
    }
    #expect(results[0].reason == results[1].reason)
    #expect(results[0].step == results[1].step)
    #expect(results[0].reason != .finished)
  }
}
