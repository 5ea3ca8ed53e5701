/// Who is told of an event, in order: the callbacks, then the module.
struct HookList {
  let callbacks: [any Callback]
  let module: any TrainingHooks
  var profiler: Profiler?

  /// Tells everybody, the first that throws last.
  ///
  /// - Parameter name: The event's name, for a profiler.
  func callAsFunction(
    _ name: @autoclosure () -> String, _ event: (any TrainingHooks) throws -> Void
  ) rethrows {
    guard let profiler else {
      for callback in callbacks { try event(callback) }
      return try event(module)
    }
    let name = name()
    for callback in callbacks {
      try profiler.measure("\(callback.name).\(name)") { try event(callback) }
    }
    try profiler.measure("module.\(name)") { try event(module) }
  }

  /// The end of a training epoch: what decides about checkpoints and stopping comes last.
  func trainEpochEnd(_ run: Run) throws {
    for callback in callbacks where !callback.isMonitor { try callback.onTrainEpochEnd(run) }
    try module.onTrainEpochEnd(run)
    for callback in callbacks where callback.isMonitor { try callback.onTrainEpochEnd(run) }
  }
}
