/// How a run is executed: nothing here may change a byte of a checkpoint.
public struct Execution {
  /// Folder for checkpoints and logs; nil keeps everything in memory.
  public var output: String?
  /// Threads that prepare batches ahead of time; 0 prepares them in the training thread.
  public var loaderWorkers: Int
  /// Absolute step at which to stop as an interruption would, with a save.
  public var stopAfter: Int?
  /// Stop before the validation of the step `stopAfter` instead of after it (used to re-run a
  /// checkpoint that a signal left there).
  public var stopsBeforeValidation: Bool
  /// Checkpoint to continue from.
  public var resume: String?
  /// Steps to save besides those that the run asks for; a save changes no state.
  public var alsoSave: [Int] = []
  /// Text of `config.yaml`; nil writes none.
  public var configurationText: String?
  /// Path of the user's data, for the sidecar `run.json` alone.
  public var dataFile: String?
  /// Time after which the run stops as an interruption would, with a save; `run.json` says at which step.
  public var maxTime: Duration?
  /// Time between saves besides those that the run asks for; a save changes no state.
  public var saveEvery: Duration?
  /// A clock that never goes back, for the two settings above.
  public var clock: () -> Duration
  /// Keep checkpoints but the newest as thin files, which share the parts they have in common
  /// (`ThinCheckpoint`); those with a second name stay whole.
  public var thinsHistory = false
  /// Validation batches of each loader to try before the first step; nothing of them is kept.
  public var sanityValidationBatches = 2
  /// Measures the parts of a run; nil measures nothing.
  public var profiler: Profiler?
  /// How much of each loader is tested; nil for all.
  public var limitTestBatches: BatchLimit?
  /// How much of each loader is predicted; nil for all.
  public var limitPredictBatches: BatchLimit?
  /// Facts for the sidecar `run.json`, such as the device and the number of threads.
  public var facts: [(String, String)]

  /// Creates an execution.
  public init(
    output: String? = nil, loaderWorkers: Int = 0, stopAfter: Int? = nil,
    stopsBeforeValidation: Bool = false, resume: String? = nil, facts: [(String, String)] = []
  ) {
    precondition(loaderWorkers >= 0, "\(loaderWorkers) loader workers")
    self.output = output
    self.loaderWorkers = loaderWorkers
    self.stopAfter = stopAfter
    self.stopsBeforeValidation = stopsBeforeValidation
    self.resume = resume
    self.facts = facts
    let start = ContinuousClock.now
    clock = { ContinuousClock.now - start }
  }
}
