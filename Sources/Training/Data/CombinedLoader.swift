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
  /// Micro-batches in an epoch; nil for a stream, whose length nobody knows before its end.
  public let batchCount: Int?
  /// Batches in an epoch of each loader, kept because training asks for them at every batch.
  private let batchCounts: [Int]

  /// Combines loaders.
  ///
  /// - Precondition: at least one loader; a stream is alone.
  public init(_ loaders: [DataLoader], mode: Mode = .maxSizeCycle) {
    precondition(!loaders.isEmpty, "a combined loader of no loaders")
    self.loaders = loaders
    self.mode = mode
    batchCounts = loaders.compactMap(\.batchCount)
    guard batchCounts.count == loaders.count else {
      precondition(loaders.count == 1, "a stream, which has no known length, beside other loaders")
      batchCount = nil
      return
    }
    batchCount =
      switch mode {
      case .sequential: batchCounts.reduce(0, +)
      case .maxSizeCycle: batchCounts.max() ?? 0
      case .minSize: batchCounts.min() ?? 0
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

  /// The first of the batches that make up a batch of the epoch: the only one where loaders take turns.
  func firstPlace(ofBatch batch: Int, epoch: Int) -> Place {
    guard let batchCount else { return Place(loader: 0, epoch: epoch, batch: batch) }
    guard mode == .sequential else {
      return place(inLoader: 0, ofBatch: batch, of: batchCount, epoch: epoch)
    }
    var local = batch
    for (loader, count) in batchCounts.enumerated() {
      if local < count { return Place(loader: loader, epoch: epoch, batch: local) }
      local -= count
    }
    preconditionFailure("an epoch of \(batchCounts) batches has no batch \(batch)")
  }

  /// The other batches that make up a batch of the epoch.
  func otherPlaces(ofBatch batch: Int, epoch: Int) -> [Place] {
    guard mode != .sequential, loaders.count > 1, let batchCount else { return [] }
    return loaders.indices.dropFirst().map {
      place(inLoader: $0, ofBatch: batch, of: batchCount, epoch: epoch)
    }
  }

  private func place(
    inLoader loader: Int, ofBatch batch: Int, of batchCount: Int, epoch: Int
  ) -> Place {
    let count = batchCounts[loader]
    let passes = TrainingData.parts(batchCount, of: count)
    return Place(loader: loader, epoch: epoch * passes + batch / count, batch: batch % count)
  }
}
