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
  private let device: any Device

  /// Creates a Trainer from its most used settings.
  ///
  /// - Parameters:
  ///   - maxEpochs: Epochs to train.
  ///   - seed: Seed of every random stream.
  ///   - device: What computes.
  ///   - output: Folder for checkpoints and logs; nil keeps everything in memory.
  ///   - callbacks: Watchers, in order.
  public init(
    maxEpochs: Int, seed: UInt64 = 42, device: any Device, output: String? = nil,
    callbacks: [any Callback] = []
  ) {
    self.init(
      TrainingPlan(seed: seed, maxEpochs: maxEpochs), device: device,
      execution: Execution(output: output), callbacks: callbacks)
  }

  /// Creates a Trainer from a plan.
  public init(
    _ plan: TrainingPlan, device: any Device, execution: Execution = Execution(),
    callbacks: [any Callback] = []
  ) {
    self.plan = plan
    self.device = device
    self.execution = execution
    self.callbacks = callbacks
    for (index, callback) in callbacks.enumerated() {
      precondition(
        !callbacks[..<index].contains { $0.name == callback.name },
        "two callbacks are named '\(callback.name)'")
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
    _ module: Module, _ data: TrainingData, run: JSONValue? = nil
  ) throws -> FitResult {
    guard device.profiles.contains(plan.profile) else {
      throw DeviceError(
        .unsupportedProfile,
        "device \(device.name) does not support the profile \(plan.profile.rawValue); it supports "
          + device.profiles.map(\.rawValue).joined(separator: ", "))
    }
    let loop = FitLoop(
      module: module, data: data, plan: plan, execution: execution, callbacks: callbacks,
      dispatcher: Dispatcher(device: device, profile: plan.profile),
      run: run ?? composed(module.configuration, data))
    return try loop.run()
  }

  private func composed(_ module: JSONValue, _ data: TrainingData) -> JSONValue {
    let named = callbacks.compactMap { callback in
      callback.configuration.map { (callback.name, $0) }
    }
    return .object(
      plan.members + [
        ("module", module), ("callbacks", .object(named)),
        (
          "data",
          .object([
            ("digest", .string("\(data.dataset.digest)")),
            ("batchSize", .integer(data.batchSize)),
            ("validationFraction", .number(data.validationFraction)),
            ("shuffles", .bool(data.shuffles)),
            (
              "augmentation",
              data.augmentation.map { .string("\($0)") } ?? .null
            ),
          ])
        ),
      ])
  }
}
