public import CanonicalJSON
public import Optimizers
public import Tensors

/// Decides when a checkpoint is written and which ones are kept.
///
/// The best `saveTopK` are kept: a later checkpoint must be strictly better than the worst kept one to
/// replace it. Without a monitor the newest is the best. `last.h5` is always the newest, and a run's last
/// step is always saved.
public final class ModelCheckpoint: Callback {
  public let name = "modelCheckpoint"
  private let monitor: String?
  private let mode: MetricMode
  private let saveTopK: Int
  private let everyNSteps: Int?
  private let everyNEpochs: Int?
  private let keepEveryNSteps: Int?
  private let filename: (template: String, name: CheckpointName)?
  private let weightsOnly: Bool
  let savesOnException: Bool
  private var kept: [(step: Int, score: Double)] = []
  /// The step of the last request, in this process.
  private var newest: Int?

  /// Creates the callback; without `everyNSteps` it acts at the end of every `everyNEpochs` epochs.
  ///
  /// - Parameters:
  ///   - monitor: Name of the metric that says which checkpoints are good; nil: the newer.
  ///   - mode: Which values are better.
  ///   - saveTopK: How many are kept; −1 for all, 0 for none.
  ///   - keepEveryNSteps: Checkpoints of steps that this divides are written whatever the metric says,
  ///     and never removed; nil for none.
  ///   - filename: A second name for each checkpoint in the same folder, see `CheckpointName`.
  ///   - weightsOnly: Write `weights-00000029.h5` with the model alone, which can be validated, tested and
  ///     predicted with but not resumed; nothing but the run's end is then saved in full.
  ///   - saveOnException: Save the last commit point when an error ends the run.
  /// - Precondition: counts are positive, but `saveTopK` may be 0 or −1.
  public init(
    monitor: String? = nil, mode: MetricMode = .min, saveTopK: Int = 1, everyNSteps: Int? = nil,
    everyNEpochs: Int = 1, keepEveryNSteps: Int? = nil, filename: String? = nil,
    weightsOnly: Bool = false, saveOnException: Bool = false
  ) {
    precondition(
      saveTopK >= -1 && (everyNSteps ?? 1) >= 1 && everyNEpochs >= 1
        && (keepEveryNSteps ?? 1) >= 1,
      "ModelCheckpoint with saveTopK \(saveTopK), everyNSteps \(everyNSteps ?? 1), everyNEpochs "
        + "\(everyNEpochs), keepEveryNSteps \(keepEveryNSteps ?? 1): each must be positive, saveTopK at least -1"
    )
    self.monitor = monitor
    self.mode = mode
    self.saveTopK = saveTopK
    self.everyNSteps = everyNSteps
    self.everyNEpochs = everyNSteps == nil ? everyNEpochs : nil
    self.keepEveryNSteps = keepEveryNSteps
    self.filename = filename.map { ($0, CheckpointName($0)) }
    self.weightsOnly = weightsOnly
    savesOnException = saveOnException
  }

  public var configuration: JSONValue? {
    [
      "monitor": monitor.map { .string($0) } ?? .null,
      "mode": .string(mode.rawValue),
      "saveTopK": .integer(saveTopK),
      "everyNSteps": everyNSteps.map { .integer($0) } ?? .null,
      "everyNEpochs": everyNEpochs.map { .integer($0) } ?? .null,
      "keepEveryNSteps": keepEveryNSteps.map { .integer($0) } ?? .null,
      "filename": filename.map { .string($0.template) } ?? .null,
      "weightsOnly": .bool(weightsOnly),
    ]
  }

  public var isMonitor: Bool { true }

  /// The step of the best checkpoint that is kept, or of the newest when nothing is monitored.
  public var bestStep: Int? { best?.step ?? newest }

  /// The best value of the monitored metric among the checkpoints that are kept.
  public var bestScore: Double? { monitor == nil ? nil : best?.score }

  private var best: (step: Int, score: Double)? {
    guard var best = kept.first else { return nil }
    for other in kept.dropFirst() where order.isBetter(other.score, than: best.score) {
      best = other
    }
    return best
  }

  public func onCommit(_ event: CommitEvent) -> CallbackRequest {
    let isDue =
      everyNSteps.map { event.step.isMultiple(of: $0) }
      ?? (event.epochEnded && event.epoch.isMultiple(of: everyNEpochs ?? 1))
    var request = isDue ? judged(event) : CallbackRequest()
    if isKept(event.step), !request.save, !request.saveWeights, request.failure == nil {
      request = self.request(event, removing: request.remove)
    }
    request.remove.removeAll { isKept($0) }
    return request
  }

  /// Whether a step's checkpoint stays for good.
  private func isKept(_ step: Int) -> Bool {
    keepEveryNSteps.map { step.isMultiple(of: $0) } ?? false
  }

  /// What the metric, or the step, says of a commit point at which a checkpoint may be due.
  private func judged(_ event: CommitEvent) -> CallbackRequest {
    guard saveTopK != 0 else { return CallbackRequest() }
    // Where all are kept and none is better, there is nothing to remember.
    if monitor == nil, saveTopK < 0 { return request(event, removing: []) }
    guard let score = score(event) else {
      return CallbackRequest(failure: monitor.flatMap { event.failure(watching: $0) })
    }
    // What is no number is never among the best, but all are saved where all are wanted.
    guard !score.isNaN else {
      return saveTopK < 0 ? request(event, removing: []) : CallbackRequest()
    }
    guard saveTopK > 0, kept.count >= saveTopK, let worst = worstIndex else {
      kept.append((event.step, score))
      return request(event, removing: [])
    }
    guard order.isBetter(score, than: kept[worst].score) else { return CallbackRequest() }
    let removed = kept.remove(at: worst).step
    kept.append((event.step, score))
    return request(event, removing: [removed])
  }

  /// What says how good a commit point is: the metric, or its step.
  private func score(_ event: CommitEvent) -> Double? {
    monitor.map { event.metric($0) } ?? Double(event.step)
  }

  private var order: MetricMode { monitor == nil ? .max : mode }

  private func request(_ event: CommitEvent, removing steps: [Int]) -> CallbackRequest {
    newest = event.step
    var request = CallbackRequest(save: !weightsOnly, remove: steps)
    request.saveWeights = weightsOnly
    switch filename?.name.text(event) {
    case nil: break
    case .success(let text): request.link = text + ".h5"
    case .failure(let missing):
      return CallbackRequest(
        failure: event.failure(watching: missing.name)
          ?? "the checkpoint name '\(filename?.template ?? "")' wants the metric "
          + "'\(missing.name)', which is not known at step \(event.step)")
    }
    return request
  }

  /// Position of the worst kept checkpoint; the later one of equals.
  private var worstIndex: Int? {
    kept.indices.reduce(nil) { worst, index in
      guard let worst else { return index }
      return order.isBetter(kept[worst].score, than: kept[index].score)
        || kept[worst].score == kept[index].score ? index : worst
    }
  }

  public func save(to state: inout StateWriter) {
    state.write("steps", kept.map { Double($0.step) })
    state.write("scores", kept.map(\.score))
  }

  public func restore(from state: StateReader) throws(StateError) {
    let steps = try state.readDoubles("steps")
    let scores = try state.readDoubles("scores")
    guard steps.count == scores.count, steps.allSatisfy({ Int(exactly: $0) != nil }) else {
      throw StateError(
        .invalidValue, path: "/callbacks/\(name)/steps", expected: "\(scores.count) step numbers",
        found: "\(steps)")
    }
    kept = zip(steps, scores).map { (Int($0), $1) }
  }
}
