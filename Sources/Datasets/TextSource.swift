import CText
import CanonicalHDF5

/// Where a text comes from: the one in the executable, or a file of the user's.
public enum TextSource: Sendable, Equatable {
  /// An excerpt of the Jargon File: 363,298 characters of ASCII, 96 of them distinct.
  ///
  /// **Reference** The Jargon File, version 4.4.7, 29 Dec 2003; in the public domain.
  case jargonFile
  /// A file of plain text in UTF-8.
  case file(path: String)

  /// Largest file in bytes: a sample's index, and so its characters, must be countable in 31 bits.
  public static let byteLimit = 1 << 30

  /// Reads the text and cuts it into windows.
  ///
  /// **Throws** `unusableText`, naming the file, when it cannot be read or is no such text.
  public func dataset(tokens: Int) throws(DatasetError) -> TextDataset {
    switch self {
    case .jargonFile:
      let embedded = unsafe UnsafeBufferPointer(
        start: lockstep_text_bytes(), count: lockstep_text_count())
      return try TextDataset(
        unsafe Array(embedded), named: "the text in this executable", tokens: tokens)
    case .file(let path):
      return try TextDataset(try TextSource.bytes(ofFile: path), named: path, tokens: tokens)
    }
  }

  private static func bytes(ofFile path: String) throws(DatasetError) -> [UInt8] {
    do {
      let source = try FileByteSource(path: path)
      guard source.byteCount <= byteLimit else {
        throw TextDataset.unusable(
          "\(path) has \(source.byteCount) bytes, more than \(byteLimit)")
      }
      return try source.read(at: 0, count: source.byteCount)
    } catch let error as CanonicalHDF5Error {
      throw TextDataset.unusable("cannot read \(path): \(error.found)")
    } catch let error as DatasetError {
      throw error
    } catch {
      throw TextDataset.unusable("cannot read \(path): \(error)")
    }
  }
}
