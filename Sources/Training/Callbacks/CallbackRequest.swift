/// What callbacks ask for at a commit point; the Trainer writes at most one full checkpoint a step.
public struct CallbackRequest: Sendable, Equatable {
  /// Write a checkpoint of this step.
  public var save: Bool
  /// Write the model of this step alone, which nothing can resume from.
  public var saveWeights = false
  /// A second name for what is saved, in the same folder; of several the first counts.
  public var link: String?
  /// Stop after this commit point, with the reason in one sentence.
  public var stop: String?
  /// Steps whose checkpoints are no longer wanted; removed once the new one is safe on disk.
  public var remove: [Int]
  /// End the run with an error, in one sentence: the callback cannot do what it was asked for.
  public var failure: String?

  /// Creates a request; nothing is asked for by default.
  public init(
    save: Bool = false, stop: String? = nil, remove: [Int] = [], failure: String? = nil
  ) {
    self.save = save
    self.stop = stop
    self.remove = remove
    self.failure = failure
  }

  /// Joins what another callback asks for.
  mutating func join(_ other: CallbackRequest) {
    save = save || other.save
    saveWeights = saveWeights || other.saveWeights
    link = link ?? other.link
    stop = stop ?? other.stop
    remove += other.remove
  }
}
