public import CommandLineKit

/// What `ckpt inspect` is asked to show.
public struct InspectionOptions: Sendable {
  /// Whether to compute statistics of every shown tensor.
  public var statistics = false
  /// Whether to read the shown tensors: their digests are checked and their SHA-256 reported.
  ///
  /// Without it only the structure is read, which takes no longer for a large file than for a small one.
  public var readsContents = true
  /// Whether to check every digest of the file, shown or not.
  public var verifies = false
  /// The path of one tensor whose elements to show.
  public var tensor: String?
  /// Which of its elements; nil shows both ends of every axis.
  public var slice: TensorSlice?
  /// How many levels of the tree to draw; nil draws all.
  public var depth: Int?
  /// Which tensors to show; nil shows all.
  public var filter: GlobPattern?

  /// Creates options that show the whole tree and no statistics.
  public init() {}
}
