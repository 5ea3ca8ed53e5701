public import CanonicalJSON
import Datasets
public import Devices
import Tensors

/// Trains a module so that the same seed, data and settings give the same bits, whatever the device, the
/// number of threads, or how often the run was interrupted.
///
///     let trainer = Trainer(maxEpochs: 10, seed: 42, device: .cpu(threads: 4))
///     let result = try trainer.fit(Digits(model: Classifier()), data)
public struct Trainer {
  /// What the run is.
  public var plan: TrainingPlan
  /// How it is executed.
  public var execution: Execution
  /// Watchers, in the order in which they are called.
  public var callbacks: [any Callback]
  /// What logs are written to the output folder, in order.
  public var loggers: [any Logger]
  let device: any Device

  /// Creates a Trainer from its most used settings.
  ///
  /// - Parameters:
  ///   - maxEpochs: Epochs to train.
  ///   - seed: Seed of every random stream.
  ///   - device: What computes.
  ///   - output: Folder for checkpoints and logs; nil keeps everything in memory.
  ///   - callbacks: Watchers, in order.
  ///   - loggers: What logs are written to the output folder.
  public init(
    maxEpochs: Int, seed: UInt64 = 42, device: any Device, output: String? = nil,
    callbacks: [any Callback] = [], loggers: [any Logger] = [CSVLogger()]
  ) {
    self.init(
      TrainingPlan(seed: seed, maxEpochs: maxEpochs), device: device,
      execution: Execution(output: output), callbacks: callbacks, loggers: loggers)
  }

  /// Creates a Trainer from a plan.
  public init(
    _ plan: TrainingPlan, device: any Device, execution: Execution = Execution(),
    callbacks: [any Callback] = [], loggers: [any Logger] = [CSVLogger()]
  ) {
    self.plan = plan
    self.device = device
    self.execution = execution
    self.callbacks = callbacks
    self.loggers = loggers
    for (index, callback) in callbacks.enumerated() {
      precondition(
        !callbacks[..<index].contains { $0.name == callback.name },
        "two callbacks are named '\(callback.name)'")
    }
    for (index, logger) in loggers.enumerated() {
      precondition(
        !loggers[..<index].contains { $0.name == logger.name || $0.fileName == logger.fileName },
        "two loggers are named '\(logger.name)' or write to \(logger.fileName)")
    }
  }

  /// Trains until a limit, a callback or a signal ends the run.
  ///
  /// - Parameters:
  ///   - module: What to train.
  ///   - data: Samples.
  ///   - run: The `run:` map that identifies the run, for tasks that have a configuration of
  ///     their own; nil composes one from plan, module, data and callbacks.
  /// - Throws: `TrainingError`, `CheckpointError`, `StateError` or `DeviceError`.
  @discardableResult
  public func fit<Module: TrainingModule>(
    _ module: Module, _ data: some DataModule, run: JSONValue? = nil
  ) throws -> FitResult {
    let setup = try FitSetup(self, module: module, data: data, on: dispatcher())
    return try FitLoop(
      setup, optimization: AutomaticOptimization(module, setup.optimization),
      validationStep: module.validationStep,
      identity: run ?? identity(module.configuration, data.configuration))()
  }

  /// Trains a module that optimizes by hand.
  ///
  /// - Throws: As for automatic optimization; `TrainingError.configuration` for settings that only automatic
  ///   optimization can obey.
  @discardableResult
  public func fit<Module: ManualTrainingModule>(
    _ module: Module, _ data: some DataModule, run: JSONValue? = nil
  ) throws -> FitResult {
    guard plan.gradientClipNorm == nil, plan.gradientClipValue == nil,
      plan.accumulateGradBatches == 1, plan.precision != .mixedFloat16
    else {
      throw TrainingError(
        .configuration,
        "\(Module.self) optimizes by hand: clip in update(_:clipNorm:) and accumulate by calling "
          + "backward several times, instead of setting gradientClipNorm, gradientClipValue or "
          + "accumulateGradBatches; and nobody scales gradients there for the precision 16-mixed")
    }
    let setup = try FitSetup(self, module: module, data: data, on: dispatcher())
    return try FitLoop(
      setup, optimization: ManualOptimization(module, setup.optimization),
      validationStep: module.validationStep,
      identity: run ?? identity(module.configuration, data.configuration))()
  }

  /// The door to the device, for one run.
  func dispatcher() throws -> Dispatcher {
    guard device.profiles.contains(plan.profile) else {
      throw DeviceError(
        .unsupportedProfile,
        "device \(device.name) does not support the profile \(plan.profile.rawValue); it supports "
          + device.profiles.map(\.rawValue).joined(separator: ", "))
    }
    return Dispatcher(device: device, profile: plan.profile)
  }

  private func identity(_ module: JSONValue, _ data: JSONValue) -> JSONValue {
    let named = callbacks.compactMap { callback in
      callback.configuration.map { (callback.name, $0) }
    }
    return .object(
      plan.members + [
        ("module", module), ("callbacks", .object(named)), ("data", data),
        ("loggers", .array(loggers.map { .string($0.name) })),
      ])
  }
}
