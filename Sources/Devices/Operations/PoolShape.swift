/// Sizes of a pooling of images `[batch, row, column, channel]`, and its windows (NUM-114).
public struct PoolShape: Sendable {
  /// Number of images.
  public let batch: Int
  /// Windows along the rows.
  public let rows: PoolAxis
  /// Windows along the columns.
  public let columns: PoolAxis
  /// Channels, each pooled by itself.
  public let channels: Int

  /// Creates a shape.
  ///
  /// - Precondition: no size is negative.
  public init(batch: Int, rows: PoolAxis, columns: PoolAxis, channels: Int) {
    precondition(
      batch >= 0 && channels >= 0, "pooling of \(batch) images with \(channels) channels")
    self.batch = batch
    self.rows = rows
    self.columns = columns
    self.channels = channels
  }

  /// Elements of the images.
  public var inputCount: Int { batch * rows.input * columns.input * channels }

  /// Elements of the result.
  public var outputCount: Int { batch * rows.output * columns.output * channels }

  /// Such as `16x(28:2/2)x(28:2/2)x32`.
  var signature: String {
    "\(batch)x(\(rows.signature))x(\(columns.signature))x\(channels)"
  }
}
