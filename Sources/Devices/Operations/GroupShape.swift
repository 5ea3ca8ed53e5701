internal import NumericsContract

/// Sizes of a normalisation of groups of channels (NUM-117).
public struct GroupShape: Sendable {
  /// Number of images.
  public let batch: Int
  /// Pixels of an image.
  public let positions: Int
  /// Groups of channels, at least 1.
  public let groups: Int
  /// Channels of a group, at least 1.
  public let size: Int

  /// Creates a shape.
  ///
  /// - Precondition: there are groups and each has channels; no size is negative.
  public init(batch: Int, positions: Int, groups: Int, size: Int) {
    precondition(
      batch >= 0 && positions >= 0 && groups >= 1 && size >= 1,
      "\(groups) groups of \(size) channels in \(batch) images of \(positions) pixels")
    self.batch = batch
    self.positions = positions
    self.groups = groups
    self.size = size
  }

  /// Channels of a pixel.
  public var channels: Int { groups * size }

  /// Elements of all images.
  public var count: Int { batch * positions * channels }

  /// Such as `16x64x4x8`: images, pixels, groups, channels of a group.
  var signature: String { "\(batch)x\(positions)x\(groups)x\(size)" }

  func requireFit(_ operation: String, dense: [Operand], channels: [Operand], inverse: Operand) {
    precondition(
      dense.allSatisfy { $0.count == count && $0.type == inverse.type }
        && channels.allSatisfy { $0.count == self.channels && $0.type == inverse.type }
        && inverse.count == batch * groups && inverse.type.isComputed,
      """
      \(operation) \(signature): arrays of \(dense.map(\.count)), vectors of \
      \(channels.map(\.count)), inverse \(inverse.count) \(inverse.type.rawValue) elements
      """)
  }
}
