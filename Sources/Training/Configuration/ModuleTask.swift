public import Devices

/// A task that says what it trains and on what: training, tuning and evaluation follow from that.
public protocol ModuleTask: TrainingTask {
  /// Makes the module that a configuration describes: a `TrainingModule` or a `ManualTrainingModule`.
  ///
  /// - Throws: `TrainingError` naming a wrong key, or what keeps data from being read.
  static func module(_ configuration: RunConfiguration) throws -> any EvaluationModule

  /// Makes the data that a configuration describes.
  ///
  /// - Throws: As `module`.
  static func data(_ configuration: RunConfiguration) throws -> any DataModule
}

extension ModuleTask {
  /// Trains the task's module on its data.
  public static func train(
    _ configuration: RunConfiguration, device: any Device, execution: Execution,
    watching: [any Callback]
  ) throws -> FitResult {
    let trainer = try configuration.trainer(on: device, execution: execution, watching: watching)
    let data = try data(configuration)
    switch try module(configuration) {
    case let module as any TrainingModule:
      return try trainer.fit(module, data, run: configuration.map)
    case let module as any ManualTrainingModule:
      return try trainer.fit(module, data, run: configuration.map)
    case let module:
      preconditionFailure("\(type(of: module)) of the task \(name) is no module that trains")
    }
  }
}
