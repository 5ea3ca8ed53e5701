/// What a run is doing.
public enum Stage: String, Sendable, CaseIterable {
  /// Training, and what belongs to it.
  case fit
  /// A few validation batches before the first step, of which nothing is kept.
  case sanityCheck
  /// Validation, within a fit or on its own.
  case validate
  /// The final judgement on data that training never saw.
  case test
  /// Computing outputs for samples without labels.
  case predict
}
