import HDF5

/// Samples in two datasets of an HDF5 file.
///
/// libhdf5 parses the file, and it has no defence against files that were made to attack it: open only
/// files that you trust.
public enum HDF5Dataset {
  /// Reads a dataset as an array.
  ///
  /// **Throws** `malformedFile` when it cannot be read as numbers.
  public static func array(path: String, dataset: String) throws(DatasetError) -> NumericArray {
    do throws(HDF5Error) {
      let array = try StoredArray(path: path, dataset: dataset)
      return NumericArray(
        name: "\(path)/\(dataset)", shape: array.shape, type: array.type, bytes: array.bytes[...],
        firstByte: nil)
    } catch {
      throw DatasetError(.malformedFile, "\(error)", file: path)
    }
  }

  /// Reads inputs of the shape [samples, …] and labels of the shape [samples, …].
  ///
  ///     let data: ArrayDataset<Float, Int32> = try HDF5Dataset.load(
  ///       path: "scans.h5", inputs: "images", labels: "classes")
  ///
  /// **Throws** `malformedFile` when a dataset cannot be read, the counts differ, or a number cannot be of
  /// the type that is asked for.
  public static func load<Element: SampleElement, Label: SampleElement>(
    path: String, inputs: String, labels: String
  ) throws(DatasetError) -> ArrayDataset<Element, Label> {
    try ArrayDataset(
      inputs: array(path: path, dataset: inputs), labels: array(path: path, dataset: labels))
  }
}
