/// The limits that keep a hostile file from costing more than a moment.
enum ReadingLimits {
  /// Groups and datasets, the root group included.
  static let objectCount = 100_000
  /// Components in a path.
  static let depth = 64
  /// Bytes of object headers, continuations included.
  static let metadataByteCount = 64 << 20
  /// Messages in all headers, padding and continuations not counted: a group has 2 and one for each
  /// link, a dataset 4.
  static let messageCount = 1_000_000
  /// UTF-8 bytes in the name of a link or an attribute.
  static let nameByteCount = 1_024
  /// UTF-8 bytes in a path.
  static let pathByteCount = 4_096
  /// UTF-8 bytes in all paths together.
  static let totalPathByteCount = 16 << 20
  /// Dimensions of a dataset.
  static let rank = 32
  /// UTF-8 bytes in the text of an attribute.
  static let attributeTextByteCount = 4_096
  /// Attributes of the root group.
  static let attributeCount = 256
  /// Datasets of at least this many bytes are aligned …
  static let alignmentThreshold = 65_536
  /// … to multiples of this many.
  static let alignment = 16_384
}
