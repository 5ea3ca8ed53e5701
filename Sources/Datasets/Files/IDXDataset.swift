import NumericsContract

/// Images and their classes in two IDX files, as MNIST has them.
public enum IDXDataset {
  /// Reads images of the shape [images, rows, columns, …] and labels of the shape [images], both of bytes.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when a file is no such array or the counts differ.
  public static func load(images: String, labels: String) throws(DatasetError) -> ImageDataset {
    let pixels = try IDXFile.read(path: images)
    guard pixels.type == .uint8, pixels.shape.count >= 3 else {
      throw .malformed(
        images, at: 2, expected: "bytes of the shape [images, rows, columns]",
        found: "\(pixels.type.rawValue) \(pixels.shape)")
    }
    let classes = try IDXFile.read(path: labels)
    guard classes.type == .uint8, classes.shape == [pixels.shape[0]] else {
      throw .malformed(
        labels, at: 2, expected: "bytes of the shape [\(pixels.shape[0])], a label for each image",
        found: "\(classes.type.rawValue) \(classes.shape)")
    }
    return ImageDataset(
      pixels: pixels.rawBytes, labels: try classes.integers(),
      inputShape: Array(pixels.shape.dropFirst()))
  }
}
