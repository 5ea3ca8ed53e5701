/// Something that is logged under a name.
public struct LogEntry: Sendable {
  /// Kinds of content.
  public enum Content: Sendable {
    /// A number.
    case scalar(Double)
    /// The numbers of a tensor, to be shown as their distribution.
    case histogram([Float])
    /// An image, row-major, one to four channels of a pixel side by side, 0 ... 255.
    case image(pixels: [UInt8], width: Int, height: Int, channels: Int)
    /// A text.
    case text(String)
  }

  /// Its name.
  public let name: String
  /// What is logged.
  public let content: Content

  /// Creates an entry.
  ///
  /// - Precondition: an image has a pixel, and as many as its size says.
  public init(_ name: String, _ content: Content) {
    if case .image(let pixels, let width, let height, let channels) = content {
      precondition(
        width > 0 && height > 0 && (1...4).contains(channels)
          && pixels.count == width * height * channels,
        "image '\(name)': \(pixels.count) bytes for \(width) x \(height) pixels of \(channels)")
    }
    self.name = name
    self.content = content
  }

  /// Entries of numbers, in their order.
  static func scalars(_ values: [(name: String, value: Double)]) -> [LogEntry] {
    values.map { LogEntry($0.name, .scalar($0.value)) }
  }
}
