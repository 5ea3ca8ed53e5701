internal import CanonicalHDF5
internal import CanonicalJSON
internal import Glibc
internal import HDF5

// What the layers below say, as errors of a checkpoint.
extension CheckpointError {
  /// What to do about a damaged file.
  static let restoreRemedy =
    "The file is damaged: restore it from a copy, or use an earlier checkpoint."

  /// An error of the strict reader.
  init(_ cause: CanonicalHDF5Error, file: String, path: String? = nil) {
    let code: Code =
      switch cause.code {
      case .fileMissing: .missingFile
      case .notRegularFile: .notAFile
      case .unreadable: .unreadable
      case .emptyFile, .notHDF5: .notHDF5
      default: .malformed
      }
    self.init(
      code, file: file, path: path, offset: cause.offset, expected: cause.expected,
      found: cause.found, remedy: cause.remedy)
  }

  /// An error of the layout.
  init(_ cause: HDF5Error, file: String) {
    switch cause {
    case .invalidPlan(let path, let found, let expected, let remedy):
      self.init(
        .unrepresentable, file: file, path: path, expected: expected, found: found, remedy: remedy)
    case .invalidAttribute(let name, let found, let expected):
      self.init(
        .unrepresentable, file: file, path: "attribute \(name)", expected: expected, found: found,
        remedy: "Change the attribute.")
    default:
      self.init(
        .unwritable, file: file, expected: "a layout from libhdf5", found: "\(cause)",
        remedy: "No file was changed.")
    }
  }

  /// An error of the operating system while writing.
  init(_ cause: SystemCallError, writing file: String) {
    let isFull = [ENOSPC, EDQUOT, EFBIG].contains(cause.code)
    self.init(
      isFull ? .noSpace : .unwritable, file: file,
      expected: isFull ? "room for the checkpoint (\(cause.call))" : "\(cause.call) to succeed",
      found: cause.meaning,
      remedy: isFull
        ? "Earlier checkpoints are intact: free space, or resume into another output folder."
        : "Check the folder, its permissions and the device, then save again.")
  }

  /// A number that JSON cannot hold.
  init(_ cause: JSONNumberError, file: String, path: String) {
    self.init(
      .unrepresentable, file: file, path: path, expected: "finite numbers", found: "\(cause)",
      remedy: "Store the number as a string.")
  }

  /// A text that is not the JSON it should be.
  init(_ cause: JSONSyntaxError, file: String, path: String) {
    self.init(
      .malformed, file: file, path: path, expected: "canonical JSON", found: "\(cause)",
      remedy: Self.restoreRemedy)
  }
}
