import NumericsContract
import TensorFiles

/// NumPy's .npy files: reading of versions 1, 2 and 3, writing of version 1.
///
/// **Reference** NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays"; the module
/// `numpy.lib.format`.
public enum NumPyFile {
  /// Reads an array of numbers of either byte order, row-major or column-major.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when the mark, the header or the counts are not those
  /// of an array of numbers.
  public static func read(path: String) throws(DatasetError) -> NumericArray {
    do throws(TensorFileError) {
      return try NumericArray(try NumPyArray(path: path), name: path)
    } catch {
      throw DatasetError(error)
    }
  }
}

extension NumericArray {
  /// Takes an array as its file has it.
  init(_ array: NumPyArray, name: String) throws(TensorFileError) {
    guard let type = array.type else {
      throw TensorFileError(
        .unsupported, file: name, offset: array.headerPlace, expected: "an array of numbers",
        found: "one of another type", remedy: "Save it as numbers.")
    }
    self.init(
      name: name, shape: array.shape, type: type, bytes: try array.storedBytes()[...],
      isBigEndian: array.isBigEndian, isColumnMajor: array.isColumnMajor,
      firstByte: array.firstByte)
  }
}
