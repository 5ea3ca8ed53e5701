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
    for callback in callbacks { try tell(callback, callback.name, name(), event) }
    try tell(module, "module", name(), event)
  }

  /// The end of a training epoch: what decides about checkpoints and stopping comes last.
  func trainEpochEnd(_ run: Run) throws {
    let name = "onTrainEpochEnd"
    func tell(_ callback: any Callback) throws {
      try self.tell(callback, callback.name, name) { try $0.onTrainEpochEnd(run) }
    }
    for callback in callbacks where !callback.isMonitor { try tell(callback) }
    try self.tell(module, "module", name) { try $0.onTrainEpochEnd(run) }
    for callback in callbacks where callback.isMonitor { try tell(callback) }
  }

  private func tell(
    _ listener: any TrainingHooks, _ owner: @autoclosure () -> String,
    _ name: @autoclosure () -> String, _ event: (any TrainingHooks) throws -> Void
  ) rethrows {
    guard let profiler else { return try event(listener) }
    try profiler.measure("\(owner()).\(name())") { try event(listener) }
  }
}
