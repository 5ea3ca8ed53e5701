import Devices
import Optimizers
public import Tensors

/// A run in progress, as hooks see it.
public final class Run {
  /// What the run is; when there is no fit, limits and optimization in it have no meaning.
  public let plan: TrainingPlan
  /// The model's parameters and buffers.
  public let model: Model
  /// The door to the device.
  public let dispatcher: Dispatcher
  /// What the run is doing.
  public internal(set) var stage: Stage
  /// The optimizers, in the order in which the module names them; none before a fit's setup is over.
  public internal(set) var optimizers: [NamedOptimizer] = []
  /// What is known of the run's size.
  public internal(set) var summary: RunSummary
  /// How the run ended, once it did.
  public internal(set) var result: FitResult?
  /// Folder of the run's files, if it has one.
  public let output: String?
  /// Makes the summary of the model; nil where nothing is trained.
  var summarize: ((_ maxDepth: Int) throws -> ModelSummary)?
  private var entries: [LogEntry] = []
  let position: LoopPosition
  let ledger: MetricLedger
  /// Takes what hooks log: the run's own, or that of the evaluation under way.
  var activeLedger: MetricLedger

  init(
    plan: TrainingPlan, model: Model, dispatcher: Dispatcher, stage: Stage, summary: RunSummary,
    output: String?
  ) {
    self.plan = plan
    self.model = model
    self.dispatcher = dispatcher
    self.stage = stage
    self.summary = summary
    self.output = output
    position = LoopPosition()
    ledger = MetricLedger(on: dispatcher)
    activeLedger = ledger
  }

  /// Steps completed.
  public var step: Int { position.step }
  /// Epochs completed.
  public var epoch: Int { position.epoch }
  /// Micro-batches of the epoch whose step is complete.
  public var batch: Int { position.batch }
  /// Micro-batches of the run whose step is complete.
  public var microBatch: Int { position.microBatch }

  /// Whether the values of the step under way are logged.
  public var logsThisStep: Bool { (step + 1).isMultiple(of: plan.logEveryNSteps) }

  /// Latest value of everything that was logged, sorted by name.
  public var metrics: [(name: String, value: Double)] { ledger.latest }

  /// The latest value of a name; `loss_epoch` is the same as `loss` where both were logged.
  public func metric(_ name: String) -> Double? { MetricName.value(name, in: metrics) }

  /// Logs a number of this process with the values of the step, the epoch or the evaluation that is
  /// under way.
  ///
  /// With a step it is written every `logEveryNSteps`, as everything of a step is.
  public func log(_ name: String, _ value: Double, progressBar: Bool = false) {
    activeLedger.log(name, value, progressBar: progressBar)
  }

  /// Gives the loggers something else than a number, with the values of the step or the epoch that is
  /// under way.
  ///
  /// With a step it is written every `logEveryNSteps`, so ask `logsThisStep` before going to any trouble.
  public func log(_ name: String, _ content: LogEntry.Content) {
    entries.append(LogEntry(name, content))
  }

  /// What waits to be logged.
  func takeEntries() -> [LogEntry] {
    defer { entries.removeAll() }
    return entries
  }

  /// What the model is made of, with the shapes and the work of a forward pass over the first batch of
  /// training data.
  ///
  /// The pass is the module's `exampleStep`, and no bit of the run depends on it.
  ///
  /// - Parameter maxDepth: Levels below the model; −1 for all.
  /// - Precondition: the run is a fit.
  public func modelSummary(maxDepth: Int = 1) throws -> ModelSummary {
    guard let summarize else {
      preconditionFailure(
        "a summary of the model in the stage \(stage.rawValue): only a fit has one")
    }
    return try summarize(maxDepth)
  }

  /// Ends the run at the next commit point, once its least epochs and steps are done.
  ///
  /// - Parameter why: The reason in one sentence, which is part of the state.
  public func stop(_ why: String) {
    if position.stopRequest == nil { position.stopRequest = why }
  }
}
