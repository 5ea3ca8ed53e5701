public import NumericsContract

/// Labelled samples that come one after the other: a stream that has no count, or no access by index.
///
/// A sample is known by its place in its epoch: transforms draw by it (RNG-017), and a batch records it. All
/// samples of a batch have the same types and shapes once they are transformed; with a `Padding`, lengths may
/// differ.
public protocol IterableDataset: Sendable {
  /// What "the same data" means in a checkpoint: a digest of everything the stream would ever return, or
  /// of all that determines it, such as a generator's name and settings, or the contents of its files; never
  /// of a path or a time.
  var digest: SHA256Digest { get }

  /// Starts to read an epoch from its first sample.
  ///
  /// Two readers of one epoch give the same samples: a resumed run reads again, and drops, what the
  /// interrupted one had used.
  ///
  /// **Throws** whatever keeps the stream from being opened.
  func makeReader(epoch: Int) throws -> any SampleReader
}

/// One pass over a stream; used by one thread at a time.
public protocol SampleReader: Sendable {
  /// Returns the next sample, or nil at the end of the epoch.
  ///
  /// **Throws** whatever keeps the sample from being read; nothing is read after that.
  mutating func next() throws -> Sample?
}
