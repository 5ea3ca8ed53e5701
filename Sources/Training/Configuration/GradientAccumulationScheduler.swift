import CanonicalJSON

/// How many micro-batches make up a step, epoch by epoch.
///
///     GradientAccumulationScheduler([(fromEpoch: 0, batches: 8), (fromEpoch: 4, batches: 1)])
public struct GradientAccumulationScheduler: Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// A number of micro-batches from an epoch on, counted from 0.
  private struct Change: Sendable, Equatable {
    let epoch: Int
    let batches: Int
  }

  private let changes: [Change]

  /// The same number in every epoch.
  public init(integerLiteral batches: Int) {
    self.init(batches)
  }

  /// The same number in every epoch.
  ///
  /// - Precondition: a positive number.
  public init(_ batches: Int) {
    self.init([(fromEpoch: 0, batches: batches)])
  }

  /// Numbers that change at some epochs.
  ///
  /// - Precondition: epochs rise from 0, numbers are positive.
  public init(_ changes: [(fromEpoch: Int, batches: Int)]) {
    precondition(
      changes.first?.fromEpoch == 0 && changes.allSatisfy { $0.batches >= 1 }
        && zip(changes, changes.dropFirst()).allSatisfy { $0.fromEpoch < $1.fromEpoch },
      "accumulation \(changes): epochs must rise from 0 and numbers be positive")
    self.changes = changes.map { Change(epoch: $0.fromEpoch, batches: $0.batches) }
  }

  /// Micro-batches of a step in an epoch.
  public func batches(inEpoch epoch: Int) -> Int {
    changes.last { $0.epoch <= epoch }?.batches ?? 1
  }

  /// Steps of the epochs before `epoch`, each of `count` micro-batches.
  func steps(before epoch: Int, batchesPerEpoch count: Int) -> Int {
    changes.enumerated().reduce(0) { sum, change in
      let end = change.offset + 1 < changes.count ? changes[change.offset + 1].epoch : epoch
      let epochs = max(0, min(end, epoch) - change.element.epoch)
      return sum + epochs * TrainingData.parts(count, of: change.element.batches)
    }
  }

  /// One number, or a list of pairs `[epoch, number]`.
  var json: JSONValue {
    guard changes.count > 1 else { return .integer(changes[0].batches) }
    return .array(changes.map { .array([.integer($0.epoch), .integer($0.batches)]) })
  }
}
