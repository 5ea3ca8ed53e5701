public import NumericsContract

/// Images of one byte a pixel and channel, with a class index each; in memory, a byte a number.
///
/// **Numerics** A byte b is the input b ÷ 255, rounded to binary32.
public struct ImageDataset: Dataset {
  /// All pixels, one image after the other.
  public let pixels: [UInt8]
  /// The class of each image.
  public let labels: [Int32]
  public let inputShape: [Int]

  /// SHA-256 of "lockstep-images-1", the count of images, the rank and the lengths of the input shape as
  /// 64-bit integers, the pixels, and the labels as 32-bit integers; all little-endian.
  public let digest: SHA256Digest

  private let pixelCount: Int

  /// Takes images of the shape `inputShape`: [rows, columns] or [rows, columns, channels].
  public init(pixels: [UInt8], labels: [Int32], inputShape: [Int]) {
    pixelCount = inputShape.reduce(1, *)
    precondition(
      pixels.count == labels.count * pixelCount,
      "\(labels.count) images of shape \(inputShape) have \(labels.count * pixelCount) pixels, but "
        + "there are \(pixels.count)")
    self.pixels = pixels
    self.labels = labels
    self.inputShape = inputShape
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-images-1")
    hasher.update(shape: [labels.count] + inputShape)
    hasher.update(bytes: pixels)
    hasher.update(int32s: labels)
    digest = hasher.finalize()
  }

  public var count: Int { labels.count }

  public func copyInput(_ index: Int, into input: inout MutableSpan<Float>) {
    precondition(
      input.count == pixelCount,
      "an image of shape \(inputShape) has \(pixelCount) pixels, but there is room for "
        + "\(input.count)")
    let start = index * pixelCount
    for place in 0..<pixelCount { input[place] = Float(pixels[start + place]) / 255 }
  }

  public func copyLabel(_ index: Int, into label: inout MutableSpan<Int32>) {
    label[0] = labels[index]
  }
}
