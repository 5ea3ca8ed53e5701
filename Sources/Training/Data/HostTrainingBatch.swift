import Datasets

/// A batch of one training loader, or of each, in host memory.
struct HostTrainingBatch {
  let first: HostBatch
  /// Of the further loaders, where training draws from several at a time.
  let others: [HostBatch]
  /// Which loader `first` comes from, where they take turns.
  let loader: Int
  /// Place in the epoch.
  let ordinal: Int
}
