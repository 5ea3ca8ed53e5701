public import CanonicalJSON
public import Devices
import Optimizers
import Tensors

extension RunConfiguration {
  /// Defaults of the keys that every task shares, to be joined with a task's own.
  public static let sharedDefaults: [(String, JSONValue)] = sharedDefaults(maxEpochs: 20)

  /// The same with another number of epochs.
  ///
  /// - Parameter gradientClipNorm: Largest common norm of the gradients; nil for no clipping.
  public static func sharedDefaults(
    maxEpochs: Int, gradientClipNorm: Double? = 1
  ) -> [(String, JSONValue)] {
    TrainingPlan(maxEpochs: maxEpochs, gradientClipNorm: gradientClipNorm).members + [
      (
        "checkpoint",
        [
          "everyNEpochs": 1, "everyNSteps": .null, "keepEveryNSteps": .null, "monitor": .null,
          "mode": "min", "saveTopK": -1, "filename": .null, "weightsOnly": false,
        ]
      ),
      ("loggers", ["csv"]),
      (
        "earlyStopping",
        [
          "monitor": .null, "mode": "min", "patience": 5, "minDelta": 0, "checkFinite": true,
          "stoppingThreshold": .null, "divergenceThreshold": .null,
        ]
      ),
    ]
  }

  /// The Trainer that the configuration describes.
  ///
  /// - Parameter watching: Callbacks that have no influence on the run, such as a progress bar.
  /// - Throws: `TrainingError` naming a key with a wrong value.
  public func trainer(
    on device: any Device, execution: Execution, watching: [any Callback] = []
  ) throws(TrainingError) -> Trainer {
    Trainer(
      try plan(), device: device, execution: execution, callbacks: try callbacks() + watching,
      loggers: try loggers())
  }

  /// The Trainer's part.
  ///
  /// - Throws: `TrainingError` naming a key with a wrong value.
  public func plan() throws(TrainingError) -> TrainingPlan {
    guard let seed = self["seed"]?.unsignedInteger else {
      throw wrong("seed", "a whole number from 0 to \(UInt64.max)")
    }
    return TrainingPlan(
      seed: seed, profile: try choice("profile", Profile.self),
      shards: try integer("shards", in: 1...TrainingPlan.shardLimit),
      maxEpochs: self["trainer.maxEpochs"]?.isNull == true
        ? nil : try integer("trainer.maxEpochs", in: 0...TrainingPlan.epochLimit),
      maxSteps: try optionalInteger("trainer.maxSteps", atLeast: 0),
      minEpochs: try integer("trainer.minEpochs", atLeast: 0),
      minSteps: try integer("trainer.minSteps", atLeast: 0),
      accumulateGradBatches: try accumulation(),
      gradientClipNorm: try clipping("trainer.gradientClipNorm"),
      validateEveryNSteps: try optionalInteger("trainer.validateEveryNSteps", atLeast: 1),
      validateEveryShare: self["trainer.validateEveryShare"]?.isNull == false
        ? try number("trainer.validateEveryShare", in: Double.leastNonzeroMagnitude..<1) : nil,
      validateEveryNEpochs: try integer("trainer.validateEveryNEpochs", atLeast: 1),
      logEveryNSteps: try integer("trainer.logEveryNSteps", atLeast: 1),
      limitTrainBatches: try batchLimit("trainer.limitTrainBatches"),
      limitValidationBatches: try batchLimit("trainer.limitValidationBatches"),
      overfitBatches: try batchLimit("trainer.overfitBatches"),
      gradientClipValue: try clipping("trainer.gradientClipValue"),
      precision: try choice("trainer.precision", Precision.self))
  }

  private func clipping(_ key: String) throws(TrainingError) -> Double? {
    guard self[key]?.isNull == false else { return nil }
    return try number(key, in: Double.leastNonzeroMagnitude..<Double.infinity)
  }

  private func filename() throws(TrainingError) -> String? {
    guard let template = try optionalText("checkpoint.filename") else { return nil }
    guard CheckpointName.isValid(template) else {
      throw wrong(
        "checkpoint.filename",
        "a name such as {epoch}-{val_loss:.2f}, without '/', with formats from .0f to .9f")
    }
    return template
  }

  /// Any number, or nil for null.
  private func optionalNumber(_ key: String) throws(TrainingError) -> Double? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let number = value.number else { throw wrong(key, "a number or null") }
    return number
  }

  /// A whole number of batches, a share below 1, or nil for null.
  private func batchLimit(_ key: String) throws(TrainingError) -> BatchLimit? {
    guard let value = self[key], !value.isNull else { return nil }
    if let count = value.integer, count >= 0 { return .batches(count) }
    if let share = value.number, (0..<1).contains(share) { return .share(share) }
    throw wrong(key, "a whole number of batches, a share from 0 to below 1, or null")
  }

  /// A whole number, or a list of pairs `[epoch, number]` whose epochs rise from 0.
  private func accumulation() throws(TrainingError) -> GradientAccumulationScheduler {
    let key = "trainer.accumulateGradBatches"
    if let count = self[key]?.integer, count >= 1 { return GradientAccumulationScheduler(count) }
    let pairs = self[key]?.array?.map { $0.array?.map(\.integer) ?? [] } ?? []
    var changes: [(fromEpoch: Int, batches: Int)] = []
    for pair in pairs {
      guard pair.count == 2, let epoch = pair[0], let batches = pair[1], batches >= 1,
        changes.last.map({ epoch > $0.fromEpoch }) ?? (epoch == 0)
      else {
        changes = []
        break
      }
      changes.append((epoch, batches))
    }
    guard !changes.isEmpty else {
      throw wrong(
        key, "a whole number of at least 1, or pairs [epoch, number] whose epochs rise from 0")
    }
    return GradientAccumulationScheduler(changes)
  }

  /// The callbacks that belong to the run's identity.
  ///
  /// - Throws: `TrainingError` naming a key with a wrong value.
  public func callbacks() throws(TrainingError) -> [any Callback] {
    var callbacks: [any Callback] = [LearningRateMonitor()]
    if let averaging = try weightAveraging() { callbacks.append(averaging) }
    if let finetuning = try backboneFinetuning() { callbacks.append(finetuning) }
    if let monitor = try optionalText("earlyStopping.monitor") {
      callbacks.append(
        EarlyStopping(
          monitor: monitor, mode: try choice("earlyStopping.mode", MetricMode.self),
          patience: try integer("earlyStopping.patience", atLeast: 0),
          minDelta: try number("earlyStopping.minDelta", in: 0..<Double.infinity),
          checkFinite: self["earlyStopping.checkFinite"] == true,
          stoppingThreshold: try optionalNumber("earlyStopping.stoppingThreshold"),
          divergenceThreshold: try optionalNumber("earlyStopping.divergenceThreshold")))
    }
    callbacks.append(
      ModelCheckpoint(
        monitor: try optionalText("checkpoint.monitor"),
        mode: try choice("checkpoint.mode", MetricMode.self),
        saveTopK: try integer("checkpoint.saveTopK", in: -1...Int.max),
        everyNSteps: try optionalInteger("checkpoint.everyNSteps", atLeast: 1),
        everyNEpochs: try optionalInteger("checkpoint.everyNEpochs", atLeast: 1) ?? 1,
        keepEveryNSteps: try optionalInteger("checkpoint.keepEveryNSteps", atLeast: 1),
        filename: try filename(), weightsOnly: self["checkpoint.weightsOnly"] == true))
    return callbacks
  }

  /// The loggers, by their names.
  ///
  /// - Throws: `TrainingError` when the key `loggers` is no list of different names.
  public func loggers() throws(TrainingError) -> [any Logger] {
    let known: [any Logger] = [CSVLogger(), JSONLinesLogger(), TensorBoardLogger()]
    var loggers: [any Logger] = []
    for value in self["loggers"]?.array ?? [] {
      guard let logger = known.first(where: { .string($0.name) == value }),
        !loggers.contains(where: { $0.name == logger.name })
      else {
        throw wrong("loggers", "a list of " + known.map(\.name).joined(separator: ", "))
      }
      loggers.append(logger)
    }
    return loggers
  }

  /// Whether a limit ends the run.
  ///
  /// - Throws: `TrainingError` when neither epochs nor steps are limited.
  public func requireLimit() throws(TrainingError) {
    if self["trainer.maxEpochs"]?.isNull == true && self["trainer.maxSteps"]?.isNull == true {
      throw TrainingError(
        .configuration,
        "trainer.maxEpochs and trainer.maxSteps are both null: set one, or the run never ends")
    }
  }
}
