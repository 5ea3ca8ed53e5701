/// Why a file is not a file of the canonical subset, or could not be read.
public struct CanonicalHDF5Error: Error, Sendable, Hashable {
  /// The kinds of errors; the names are stable.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No file has that path.
    case fileMissing
    /// The path leads to a directory, a device, a pipe or a socket.
    case notRegularFile
    /// The operating system refuses to open or read the file.
    case unreadable
    /// The file has no bytes.
    case emptyFile
    /// The file does not start with the HDF5 signature.
    case notHDF5
    /// The file is HDF5, but its superblock is not the one of the subset.
    case unsupportedSuperblock
    /// The file is shorter than its superblock says, or than a superblock.
    case truncated
    /// The file is longer than its superblock says.
    case trailingBytes
    /// A metadata checksum does not match.
    case checksumMismatch
    /// A structure does not start with its signature.
    case badSignature
    /// An object header has a version, flags or phase change values outside the subset.
    case unsupportedHeader
    /// A message may not occur, or not there.
    case unexpectedMessage
    /// A message that every such object has is missing.
    case missingMessage
    /// A message has other bytes than the subset allows.
    case malformedMessage
    /// A link is not a hard link.
    case unsupportedLink
    /// A name is empty, `.`, `..`, too long, not UTF-8, or contains a slash or NUL.
    case invalidName
    /// Two links of a group, or two attributes, have the same name.
    case duplicateName
    /// A structure is reached a second time: a cycle, or a second link to an object.
    case reachedTwice
    /// A datatype is not one of the subset.
    case unsupportedType
    /// A shape has no byte count in the range of the machine.
    case invalidShape
    /// The storage of a dataset has not the size that its shape and type ask for.
    case sizeMismatch
    /// A range leaves the file.
    case outOfBounds
    /// A large dataset does not start at a multiple of the alignment.
    case misaligned
    /// Two structures or datasets share bytes.
    case overlap
    /// A byte that belongs to nothing is not zero.
    case nonzeroGap
    /// A limit on objects, depth, names or metadata is exceeded.
    case budgetExceeded
  }

  /// What to do about an error.
  enum Remedy: String, Sendable {
    case checkPath = "Check the path and the permissions."
    case readAgain = "Wait until no other program writes the file, then read it again."
    case damaged = """
      The file is damaged or was not written by Lockstep: restore it from a copy, or use an \
      earlier checkpoint.
      """
    case foreign =
      "Lockstep reads only checkpoints it wrote itself; convert other HDF5 files first."
    case tooLarge = "Split the state over several files; these limits protect the reader."
  }

  /// The kind of error.
  public let code: Code

  /// Where in the file the offending bytes are, if the error concerns bytes.
  public let offset: Int?

  /// What should have been there.
  public let expected: String

  /// What was there.
  public let found: String

  /// A sentence with the way out.
  public let remedy: String

  /// Makes an error; sources of bytes other than files need one, too.
  public init(
    _ code: Code, at offset: Int? = nil, expected: String, found: String, remedy: String
  ) {
    self.code = code
    self.offset = offset
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  init(_ code: Code, at offset: Int? = nil, expected: String, found: String, remedy: Remedy) {
    self.init(code, at: offset, expected: expected, found: found, remedy: remedy.rawValue)
  }
}

extension CanonicalHDF5Error: CustomStringConvertible {
  /// The error in one line.
  public var description: String {
    let place = offset.map { " at byte \($0)" } ?? ""
    return "\(code.rawValue)\(place): expected \(expected), found \(found). \(remedy)"
  }
}
