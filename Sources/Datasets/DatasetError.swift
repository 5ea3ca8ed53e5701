import TensorFiles

/// Why samples could not be had.
public struct DatasetError: Error, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Sendable {
    /// A dataset threw while it read a sample.
    case unreadableSample
    /// The digits inside this executable are not the expected ones.
    case damagedDigits
    /// A text is empty, too short, too long, not UTF-8, or cannot be read.
    case unusableText
    /// A file is missing, no regular file, too large, or refused by the system.
    case unreadableFile
    /// A file could not be written.
    case unwritableFile
    /// A file has not the form, the numbers or the counts that its kind asks for.
    case malformedFile
    /// The system gave no thread to a data worker.
    case noThread
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened, where, what was expected and found, and the way out.
  public let description: String
  /// The file concerned, if there is one.
  public let file: String?
  /// Where in the file the offending bytes start; in unpacked bytes where the file is compressed.
  public let offset: Int?

  init(_ code: Code, _ description: String, file: String? = nil, offset: Int? = nil) {
    self.code = code
    self.description = description
    self.file = file
    self.offset = offset
  }

  /// What a reader of arrays says about a file.
  init(_ error: TensorFileError) {
    let code: Code =
      switch error.kind {
      case .missingFile, .notAFile, .unreadable: .unreadableFile
      case .unwritable: .unwritableFile
      default: .malformedFile
      }
    self.init(code, error.description, file: error.file, offset: error.offset)
  }

  /// A file with bytes that are not what its kind asks for.
  ///
  /// - Parameter place: a further name of the place, such as a line and a column.
  static func malformed(
    _ file: String, at offset: Int?, place: String? = nil, expected: String, found: String
  ) -> DatasetError {
    let byte = offset.map { ", byte \($0)" } ?? ""
    return DatasetError(
      .malformedFile,
      "\(file)\(byte)\(place.map { ", " + $0 } ?? ""): expected \(expected), found \(found); restore "
        + "the file from where it came",
      file: file, offset: offset)
  }
}
