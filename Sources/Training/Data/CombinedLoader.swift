/// Several loaders that training draws from together or one after the other.
///
/// Where a batch comes from is a function of the epoch and of its place in the epoch, so a resumed run finds
/// every loader where it was.
public struct CombinedLoader: Sendable {
  /// How the loaders share an epoch.
  public enum Mode: String, Sendable, CaseIterable {
    /// One loader after the other; a batch comes from one of them.
    case sequential
    /// A batch of each at a time, until the longest is through; shorter ones begin again, in a new
    /// order if they are shuffled.
    case maxSizeCycle
    /// A batch of each at a time, until the shortest is through.
    case minSize
  }

  /// The loaders, in order.
  public let loaders: [DataLoader]
  /// How they share an epoch.
  public let mode: Mode

  /// Combines loaders.
  ///
  /// - Precondition: at least one loader.
  public init(_ loaders: [DataLoader], mode: Mode = .maxSizeCycle) {
    precondition(!loaders.isEmpty, "a combined loader of no loaders")
    self.loaders = loaders
    self.mode = mode
  }

  /// Steps of the loop in an epoch.
  public var batchCount: Int {
    let counts = loaders.map(\.batchCount)
    switch mode {
    case .sequential: return counts.reduce(0, +)
    case .maxSizeCycle: return counts.max() ?? 0
    case .minSize: return counts.min() ?? 0
    }
  }

  /// Where a loader stands when the epoch has come to a batch.
  struct Place: Equatable {
    /// Which of the loaders.
    let loader: Int
    /// The loader's own epoch.
    let epoch: Int
    /// The batch within that epoch.
    let batch: Int
  }

  /// The batches that make up a batch of the epoch, one or one of each loader.
  func places(ofBatch batch: Int, epoch: Int) -> [Place] {
    guard mode != .sequential else {
      var local = batch
      for (index, loader) in loaders.enumerated() {
        if local < loader.batchCount { return [Place(loader: index, epoch: epoch, batch: local)] }
        local -= loader.batchCount
      }
      preconditionFailure("an epoch of \(batchCount) batches has no batch \(batch)")
    }
    return loaders.enumerated().map { index, loader in
      let passes = TrainingData.parts(batchCount, of: loader.batchCount)
      return Place(
        loader: index, epoch: epoch * passes + batch / loader.batchCount,
        batch: batch % loader.batchCount)
    }
  }
}
