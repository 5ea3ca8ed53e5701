import CDigits
import CanonicalHDF5
import NumericsContract

/// 1797 handwritten digits of 8 × 8 pixels that are part of the executable.
///
/// **Reference** E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
/// Learning Repository, 1998; CC BY 4.0.
public enum DigitsDataset {
  /// Number of images.
  public static let count = 1797
  /// Shape of an image: rows, columns.
  public static let imageShape = [8, 8]

  /// Returns the images as pixels in [0, 1] with the digit as the label.
  ///
  /// **Numerics** A pixel is an integer from 0 to 16 divided by 16, which is exact.
  ///
  /// **Throws** `damagedDigits` when the embedded file is not what was put there.
  public static func load() throws(DatasetError) -> InMemoryDataset {
    let embedded = unsafe UnsafeBufferPointer(
      start: lockstep_digits_bytes(), count: lockstep_digits_count())
    return try load(from: unsafe Array(embedded))
  }

  static func load(from bytes: [UInt8]) throws(DatasetError) -> InMemoryDataset {
    let source = MemoryByteSource(bytes)
    let images: [UInt8]
    let labels: [UInt8]
    do {
      let file = try CanonicalFile(parsing: source)
      images = try read("/images", shape: [count] + imageShape, largest: 16, file, source)
      labels = try read("/labels", shape: [count], largest: 9, file, source)
    } catch let error as DatasetError {
      throw error
    } catch {
      throw damaged("a file of Lockstep's HDF5 subset", found: "\(error)")
    }
    return InMemoryDataset(
      inputs: images.map { Float($0) / 16 }, labels: labels.map { Int32($0) },
      inputShape: imageShape)
  }

  private static func read(
    _ path: String, shape: [Int], largest: UInt8, _ file: CanonicalFile,
    _ source: MemoryByteSource
  ) throws -> [UInt8] {
    guard let dataset = file.datasets.first(where: { $0.path == path }) else {
      throw damaged("a dataset \(path)", found: "\(file.datasets.map(\.path))")
    }
    guard dataset.type == .uint8, dataset.shape == shape else {
      throw damaged(
        "uint8 \(shape) in \(path)", found: "\(dataset.type.rawValue) \(dataset.shape)")
    }
    let bytes = try source.read(at: dataset.offset, count: dataset.byteCount)
    if let byte = bytes.first(where: { $0 > largest }) {
      throw damaged("values from 0 to \(largest) in \(path)", found: "\(byte)")
    }
    return bytes
  }

  private static func damaged(_ expected: String, found: String) -> DatasetError {
    DatasetError(
      .damagedDigits,
      "the digits in this executable are damaged: expected \(expected), found \(found); "
        + "build or install the executable again")
  }
}
