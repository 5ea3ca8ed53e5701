/// Why a checkpoint could not be read, written or trusted.
public struct CheckpointError: Error, Hashable, Sendable {
  /// Kinds of trouble; the names are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// No file has that path.
    case missingFile
    /// The path leads to something that is no regular file.
    case notAFile
    /// The system refuses to open or read the file.
    case unreadable
    /// The file is not HDF5.
    case notHDF5
    /// The file is not of the subset of HDF5, or its contents are not in their one form.
    case malformed
    /// The file is HDF5 of the subset, but no checkpoint.
    case notACheckpoint
    /// The checkpoint is of a version that this program does not read.
    case unsupportedVersion
    /// The file has no commit marker: its save did not finish.
    case incomplete
    /// Bytes and digest disagree.
    case digestMismatch
    /// Something that the checkpoint must contain is not there.
    case missing
    /// Something is there that the checkpoint does not account for.
    case unexpected
    /// The state cannot be stored in a checkpoint.
    case unrepresentable
    /// The system refuses to write the file.
    case unwritable
    /// The disk or the quota is full.
    case noSpace
  }

  /// Kind of trouble.
  public let code: Code
  /// The file, as it was named by the caller.
  public let file: String
  /// The dataset, section or attribute, such as `/model/hidden/weight`, if one is concerned.
  public let path: String?
  /// The byte of the file, if one is concerned.
  public let offset: Int?
  /// What should have been there.
  public let expected: String
  /// What was there.
  public let found: String
  /// A sentence with the way out.
  public let remedy: String

  /// Creates an error.
  public init(
    _ code: Code, file: String, path: String? = nil, offset: Int? = nil, expected: String,
    found: String, remedy: String
  ) {
    self.code = code
    self.file = file
    self.path = path
    self.offset = offset
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }
}

extension CheckpointError: CustomStringConvertible {
  /// One line: where, expected, found, and the way out.
  public var description: String {
    let place = (path.map { ": \($0)" } ?? "") + (offset.map { " at byte \($0)" } ?? "")
    return CheckpointError.singleLine(
      "\(file)\(place): expected \(expected), found \(found). \(remedy)")
  }

  /// The text with control characters escaped: names from a file must not steer a terminal.
  private static func singleLine(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
