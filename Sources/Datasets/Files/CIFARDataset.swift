/// The 32 × 32 colour images of CIFAR-10 and CIFAR-100, in their binary version.
///
/// **Reference** A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
public enum CIFARDataset {
  /// Which labels the records have, and which of them to take.
  public enum Labels: Sendable {
    /// CIFAR-10: one of 10 classes.
    case ten
    /// CIFAR-100: one of 100 classes.
    case fine
    /// CIFAR-100: one of 20 superclasses.
    case coarse

    /// Number of classes, for each byte before the pixels.
    var classCounts: [Int] { self == .ten ? [10] : [20, 100] }

    /// Which of those bytes is the label.
    var place: Int { self == .fine ? 1 : 0 }
  }

  private static let side = 32
  private static let channels = 3

  /// Reads records one file after the other: a label or two, then 1024 bytes each of red, green and blue.
  ///
  /// **Shapes** Images are [32, 32, 3]: the colours of a pixel lie together, as layers want them.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when a file is no whole number of records, or a label
  /// does not exist.
  public static func load(
    paths: [String], labels kind: Labels = .ten
  ) throws(DatasetError) -> ImageDataset {
    let plane = side * side
    let labelBytes = kind.classCounts.count
    let record = labelBytes + channels * plane
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    for path in paths {
      let file = try FileBytes(unpacking: path)
      guard file.bytes.count % record == 0, !file.bytes.isEmpty else {
        throw file.malformed(
          at: file.bytes.count / record * record, expected: "records of \(record) bytes",
          found: "\(file.bytes.count % record) bytes in the last one")
      }
      pixels.reserveCapacity(pixels.count + file.bytes.count)
      for start in stride(from: 0, to: file.bytes.count, by: record) {
        for (place, classes) in kind.classCounts.enumerated() {
          let label = file.bytes[start + place]
          guard label < classes else {
            throw file.malformed(
              at: start + place, expected: "a label below \(classes) in record \(start / record)",
              found: "\(label)")
          }
        }
        labels.append(Int32(file.bytes[start + kind.place]))
        for place in start + labelBytes..<start + labelBytes + plane {
          for channel in 0..<channels { pixels.append(file.bytes[place + channel * plane]) }
        }
      }
    }
    return ImageDataset(pixels: pixels, labels: labels, inputShape: [side, side, channels])
  }
}
