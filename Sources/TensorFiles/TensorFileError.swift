package import CanonicalHDF5

/// Why a file with tensors could not be read or written.
public struct TensorFileError: Error, Hashable, Sendable {
  /// Kinds of trouble; the names are stable.
  public enum Kind: String, Sendable, CaseIterable {
    /// No file has that path.
    case missingFile
    /// The path leads to something that is no regular file.
    case notAFile
    /// The system refuses to open or read the file.
    case unreadable
    /// The bytes are of no format that can be read.
    case unknownFormat
    /// The file breaks the rules of its format.
    case malformed
    /// The file keeps the rules of its format, but uses a part of it that is not read here.
    case unsupported
    /// The file asks for code to be run.
    case unsafe
    /// The file asks for more memory or work than a sound one needs.
    case tooLarge
    /// The system refuses to write the file.
    case unwritable
  }

  /// Kind of trouble.
  public let kind: Kind
  /// The file, as it was named by the caller.
  public let file: String
  /// What in the file is concerned, such as a tensor, a member or an opcode, if that is known.
  public let place: String?
  /// The byte of the file, or of its unpacked member, if one is concerned.
  public let offset: Int?
  /// What should have been there.
  public let expected: String
  /// What was there.
  public let found: String
  /// A sentence with the way out.
  public let remedy: String

  /// Creates an error.
  public init(
    _ kind: Kind, file: String, place: String? = nil, offset: Int? = nil, expected: String,
    found: String, remedy: String
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.offset = offset
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// A file that breaks the rules of its format.
  static func malformed(
    _ file: String, _ place: String? = nil, at offset: Int? = nil, expected: String, found: String
  ) -> TensorFileError {
    TensorFileError(
      .malformed, file: file, place: place, offset: offset, expected: expected, found: found,
      remedy: "Restore the file from where it came.")
  }

  /// What the reader of bytes says about a file.
  package init(_ error: CanonicalHDF5Error, file: String) {
    let kind: Kind =
      switch error.code {
      case .fileMissing: .missingFile
      case .notRegularFile: .notAFile
      case .outOfBounds: .malformed
      default: .unreadable
      }
    self.init(
      kind, file: file, offset: error.offset, expected: error.expected, found: error.found,
      remedy: error.remedy)
  }
}

extension TensorFileError: CustomStringConvertible {
  /// One line: where, expected, found, and the way out.
  public var description: String {
    let place =
      (place.map { ": \(TensorFileError.singleLine($0, atMost: 200))" } ?? "")
      + (offset.map { " at byte \($0)" } ?? "")
    let file = TensorFileError.singleLine(file, atMost: 4096)
    let expected = TensorFileError.singleLine(expected, atMost: 500)
    let found = TensorFileError.singleLine(found, atMost: 300)
    return "\(file)\(place): expected \(expected), found \(found). \(remedy)"
  }

  /// The text with control characters escaped and its end cut off: names from a file must neither
  /// steer a terminal nor fill it.
  private static func singleLine(_ text: String, atMost limit: Int) -> String {
    var result = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      guard count < limit else { return result + "…" }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
