/// Who is told of an event, in order: the callbacks, then the module.
struct HookList {
  let callbacks: [any Callback]
  let module: any TrainingHooks

  /// Tells everybody, the first that throws last.
  func callAsFunction(_ event: (any TrainingHooks) throws -> Void) rethrows {
    for callback in callbacks { try event(callback) }
    try event(module)
  }

  /// The end of a training epoch: what decides about checkpoints and stopping comes last.
  func trainEpochEnd(_ run: Run) throws {
    for callback in callbacks where !callback.isMonitor { try callback.onTrainEpochEnd(run) }
    try module.onTrainEpochEnd(run)
    for callback in callbacks where callback.isMonitor { try callback.onTrainEpochEnd(run) }
  }
}
