import TensorFiles

/// The arrays of a NumPy .npz file: a ZIP archive of .npy files, stored or deflated.
public struct NumPyArchive: Sendable {
  /// Names of the arrays, in the order of the archive's directory.
  public var names: [String] { file.names }

  private let file: NPZFile

  /// Reads the directory of an archive and the headers of its arrays.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when the file is no sound ZIP archive of .npy files.
  public init(path: String) throws(DatasetError) {
    do throws(TensorFileError) {
      file = try NPZFile(path: path)
    } catch {
      throw DatasetError(error)
    }
  }

  /// Unpacks an array and checks its checksum.
  ///
  /// **Throws** `malformedFile` when there is none of that name, or it is damaged; the offset is in the
  /// unpacked .npy file where that is what is wrong.
  public func array(_ name: String) throws(DatasetError) -> NumericArray {
    guard let tensor = file.tensor(name) else {
      throw .malformed(file.path, at: nil, expected: "an array '\(name)'", found: "\(names)")
    }
    do throws(TensorFileError) {
      return try NumericArray(file.array(tensor), name: "\(file.path)/\(name).npy")
    } catch {
      throw DatasetError(error)
    }
  }
}
