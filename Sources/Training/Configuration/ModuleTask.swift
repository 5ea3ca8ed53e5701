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
    return try trainer.fit(
      any: try module(configuration), try data(configuration), run: configuration.map)
  }
}
