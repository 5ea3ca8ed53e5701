public import CanonicalJSON
public import Tensors

/// Decides when a checkpoint is written and which ones are kept.
///
/// Without a monitor every requested checkpoint is kept. With one, the best `saveTopK` are kept: a
/// later checkpoint must be strictly better than the worst kept one to replace it.
public final class ModelCheckpoint: Callback {
  /// Which values of a metric are better.
  public enum Mode: String, Sendable, CaseIterable {
    case min, max
  }

  public let name = "modelCheckpoint"
  private let monitor: String?
  private let mode: Mode
  private let saveTopK: Int
  private let everyNSteps: Int?
  private let everyNEpochs: Int?
  private var kept: [(step: Int, score: Double)] = []
  /// The step of the last request, in this process.
  private var newest: Int?

  /// Creates the callback; without `everyNSteps` it acts at the end of every `everyNEpochs` epochs.
  ///
  /// - Precondition: counts are positive.
  public init(
    monitor: String? = nil, mode: Mode = .min, saveTopK: Int = 1, everyNSteps: Int? = nil,
    everyNEpochs: Int = 1
  ) {
    precondition(
      saveTopK >= 1 && (everyNSteps ?? 1) >= 1 && everyNEpochs >= 1,
      "ModelCheckpoint with saveTopK \(saveTopK), everyNSteps \(everyNSteps ?? 1), everyNEpochs "
        + "\(everyNEpochs): each must be positive")
    self.monitor = monitor
    self.mode = mode
    self.saveTopK = saveTopK
    self.everyNSteps = everyNSteps
    self.everyNEpochs = everyNSteps == nil ? everyNEpochs : nil
  }

  public var configuration: JSONValue? {
    [
      "monitor": monitor.map { .string($0) } ?? .null,
      "mode": .string(mode.rawValue),
      "saveTopK": .integer(saveTopK),
      "everyNSteps": everyNSteps.map { .integer($0) } ?? .null,
      "everyNEpochs": everyNEpochs.map { .integer($0) } ?? .null,
    ]
  }

  public var isMonitor: Bool { true }

  /// The step of the best checkpoint that is kept, or of the newest when nothing is monitored.
  public var bestStep: Int? {
    guard var best = kept.first else { return newest }
    for other in kept.dropFirst() where isBetter(other.score, than: best.score) { best = other }
    return best.step
  }

  public func onCommit(_ event: CommitEvent) -> CallbackRequest {
    let isDue =
      everyNSteps.map { event.step.isMultiple(of: $0) }
      ?? (event.epochEnded && event.epoch.isMultiple(of: everyNEpochs ?? 1))
    guard isDue else { return CallbackRequest() }
    newest = event.step
    guard let monitor else { return CallbackRequest(save: true) }
    guard let score = event.metric(monitor), !score.isNaN else {
      return CallbackRequest(failure: event.failure(watching: monitor))
    }
    guard kept.count >= saveTopK, let worst = worstIndex else {
      kept.append((event.step, score))
      return CallbackRequest(save: true)
    }
    guard isBetter(score, than: kept[worst].score) else { return CallbackRequest() }
    let removed = kept.remove(at: worst).step
    kept.append((event.step, score))
    return CallbackRequest(save: true, remove: [removed])
  }

  /// Position of the worst kept checkpoint; the later one of equals.
  private var worstIndex: Int? {
    kept.indices.reduce(nil) { worst, index in
      guard let worst else { return index }
      return isBetter(kept[worst].score, than: kept[index].score)
        || kept[worst].score == kept[index].score ? index : worst
    }
  }

  private func isBetter(_ score: Double, than other: Double) -> Bool {
    mode == .min ? score < other : score > other
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
