import Optimizers
import Tensors
import Testing

@testable import Training

/// When a run stops early and which checkpoints it keeps, decision by decision.
@Suite("Callbacks")
struct CallbackTests {
  /// A commit point that ended an epoch and ran a validation.
  private func event(
    _ step: Int, _ value: Double?, validated: Bool = true, epochEnded: Bool = true
  ) -> CommitEvent {
    CommitEvent(
      step: step, epoch: step, epochEnded: epochEnded, validated: validated, isLast: false,
      metrics: value.map { [("val_loss", $0)] } ?? [])
  }

  /// The first step, counted from 1, at which the values stop a run, and why.
  private func stop(
    _ values: [Double?], _ callback: EarlyStopping
  ) -> (step: Int, reason: String)? {
    for (index, value) in values.enumerated() {
      let request = callback.onCommit(event(index + 1, value))
      #expect(!request.save && request.remove.isEmpty)
      if let reason = request.stop { return (index + 1, reason) }
    }
    return nil
  }

  @Test("early stopping ends a run after as many validations as its patience; a tie is no better")
  func patience() {
    let ties = stop([2, 1, 1, 1, 1], EarlyStopping(monitor: "val_loss", patience: 2))
    #expect(ties?.step == 4)
    #expect(ties?.reason == "val_loss has not improved on 1.0 for 2 validations")
    let none = stop([2, 1, 1], EarlyStopping(monitor: "val_loss", patience: 0))
    #expect(none?.step == 3)
    let one = stop([2, 1, 1], EarlyStopping(monitor: "val_loss", patience: 1))
    #expect(one?.step == 3)
    #expect(stop([5, 4, 3, 2, 1], EarlyStopping(monitor: "val_loss", patience: 0)) == nil)
    // An improvement starts the count again.
    let again = EarlyStopping(monitor: "val_loss", patience: 2)
    #expect(stop([3, 3, 2, 2, 1, 1, 1], again)?.step == 7)
    let zeros = stop([0, -0.0], EarlyStopping(monitor: "val_loss", patience: 0))
    #expect(zeros?.step == 2)
  }

  @Test("early stopping: an improvement of exactly minDelta counts as none")
  func minDelta() {
    let callback = EarlyStopping(monitor: "val_loss", patience: 0, minDelta: 0.25)
    #expect(stop([1, 0.75], callback)?.step == 2)
    let better = EarlyStopping(monitor: "val_loss", patience: 0, minDelta: 0.25)
    #expect(stop([1, 0.75.nextDown], better) == nil)
    // Small gains add up against the best that was kept.
    let slow = EarlyStopping(monitor: "val_loss", patience: 5, minDelta: 0.25)
    #expect(stop([1, 0.9, 0.8, 0.7, 0.7, 0.7], slow) == nil)
    let rising = EarlyStopping(monitor: "val_loss", mode: .max, patience: 0, minDelta: 0.5)
    #expect(stop([1, 1.6, 2.1], rising)?.step == 3)
  }

  @Test("early stopping: NaN and infinities stop at once, a missing value and other steps do not")
  func notNumbers() {
    let nan = stop([1, .nan], EarlyStopping(monitor: "val_loss", patience: 9))
    #expect(nan?.reason == "val_loss is nan at step 2")
    let infinity = stop([.infinity], EarlyStopping(monitor: "val_loss", patience: 9))
    #expect(infinity?.reason == "val_loss is inf at step 1")
    #expect(stop([nil, nil], EarlyStopping(monitor: "val_loss", patience: 0)) == nil)
    let callback = EarlyStopping(monitor: "val_loss", patience: 0)
    #expect(callback.onCommit(event(1, 1)).stop == nil)
    #expect(callback.onCommit(event(2, 5, validated: false)).stop == nil)
    #expect(callback.onCommit(event(3, 5)).stop != nil)
  }

  @Test("early stopping: thresholds stop at once, and values need not be finite if told so")
  func thresholds() {
    let reached = stop(
      [3, 0.5, 0.4], EarlyStopping(monitor: "val_loss", patience: 9, stoppingThreshold: 0.5))
    #expect(reached?.step == 3)
    #expect(reached?.reason == "val_loss is 0.4 at step 3, better than 0.5")
    let diverged = stop(
      [3, 4, 4.5], EarlyStopping(monitor: "val_loss", patience: 9, divergenceThreshold: 4))
    #expect(diverged?.reason == "val_loss is 4.5 at step 3, worse than 4.0")
    let rising = stop(
      [0.5, 0.9, 0.95],
      EarlyStopping(monitor: "val_loss", mode: .max, patience: 9, stoppingThreshold: 0.9))
    #expect(rising?.step == 3)
    let careless = stop(
      [1, .nan, .infinity, 0.5],
      EarlyStopping(monitor: "val_loss", patience: 3, checkFinite: false))
    #expect(careless == nil)
    let patient = stop(
      [1, .nan, .nan], EarlyStopping(monitor: "val_loss", patience: 2, checkFinite: false))
    #expect(patient?.step == 3)
  }

  @Test("early stopping goes on where its state was saved")
  func restoring() throws {
    let first = EarlyStopping(monitor: "val_loss", patience: 3)
    #expect(stop([2, 1, 1], first) == nil)
    var writer = StateWriter()
    first.save(to: &writer)
    let second = EarlyStopping(monitor: "val_loss", patience: 3)
    let reader = StateReader(try writer.finish())
    try second.restore(from: reader)
    try reader.finish()
    #expect(stop([1.5, 1.5], second)?.step == 2)
  }

  /// What a callback asked for at each step: `save` and the steps to remove.
  private func decisions(_ scores: [Double?], _ callback: ModelCheckpoint) -> [[Int]?] {
    scores.enumerated().map { index, score in
      let request = callback.onCommit(event(index + 1, score))
      #expect(request.stop == nil)
      return request.save ? request.remove : nil
    }
  }

  @Test("the best checkpoints are kept; a new one must be strictly better than the worst kept")
  func topK() {
    let found = decisions(
      [3, 2, 5, 2, 2, 1, 0.5, nil, .nan, 0.7, 0.7],
      ModelCheckpoint(monitor: "val_loss", saveTopK: 2))
    // Of the equal 2s at steps 2 and 4 the later one goes first.
    #expect(found == [[], [], nil, [1], nil, [4], [2], nil, nil, [6], nil])
    let maximum = decisions(
      [3, 5, 4, 5, 6], ModelCheckpoint(monitor: "val_loss", mode: .max, saveTopK: 1))
    #expect(maximum == [[], [1], nil, nil, [2]])
    let infinite = decisions(
      [.infinity, .infinity, 1], ModelCheckpoint(monitor: "val_loss", saveTopK: 1))
    #expect(infinite == [[], nil, [1]])
    let zeros = decisions([0, -0.0], ModelCheckpoint(monitor: "val_loss", saveTopK: 1))
    #expect(zeros == [[], nil])
  }

  @Test("without a monitor the newest checkpoints are kept; steps and epochs decide which are due")
  func due() {
    let epochs = ModelCheckpoint(everyNEpochs: 3)
    #expect(decisions([1, 1, 1, 1, 1, 1], epochs) == [nil, nil, [], nil, nil, [3]])
    #expect(decisions([1, 2, 1, 2], ModelCheckpoint(saveTopK: 2)) == [[], [], [1], [2]])
    #expect(decisions([1, 2, 1], ModelCheckpoint(saveTopK: -1)) == [[], [], []])
    let steps = ModelCheckpoint(everyNSteps: 2)
    let found = (1...5).map { step in
      steps.onCommit(event(step, nil, validated: false, epochEnded: false)).save
    }
    #expect(found == [false, true, false, true, false])
    #expect(!epochs.onCommit(event(3, 1, epochEnded: false)).save)
  }

  @Test("the bookkeeping of kept checkpoints goes on where its state was saved")
  func restoringTopK() throws {
    let scores: [Double] = [3, 2, 5, 2, 4, 1, 0.5, 6, 0.25]
    let whole = decisions(scores, ModelCheckpoint(monitor: "val_loss", saveTopK: 3))
    for split in 1..<scores.count {
      let first = ModelCheckpoint(monitor: "val_loss", saveTopK: 3)
      let head = decisions(Array(scores[..<split]), first)
      var writer = StateWriter()
      first.save(to: &writer)
      let second = ModelCheckpoint(monitor: "val_loss", saveTopK: 3)
      let reader = StateReader(try writer.finish())
      try second.restore(from: reader)
      try reader.finish()
      let tail = scores[split...].indices.map { index -> [Int]? in
        let request = second.onCommit(event(index + 1, scores[index]))
        return request.save ? request.remove : nil
      }
      #expect(head + tail == whole, "saved after \(split)")
    }
  }

  @Test("a state with step numbers that are none is refused")
  func damage() throws {
    for (steps, scores) in [([1.5], [0.0]), ([1, 2], [0])] {
      var writer = StateWriter()
      writer.write("steps", steps)
      writer.write("scores", scores)
      let tree = try writer.finish()
      let error = #expect(throws: StateError.self) {
        try ModelCheckpoint(monitor: "val_loss").restore(from: StateReader(tree))
      }
      #expect(error?.code == .invalidValue)
      #expect(error?.path == "/callbacks/modelCheckpoint/steps")
    }
  }
}
