internal import Glibc

/// Where a statement or a signature is going to be written.
public enum OutputFile {
  /// Refuses to replace a file that is there and is no JSON: it could be a checkpoint.
  ///
  /// - Throws: `SigningError.occupied` or `unreadable`.
  public static func requireReplaceable(_ path: String) throws(SigningError) {
    guard unsafe access(path, F_OK) == 0 else { return }
    let first = try FileReading.firstByte(of: path)
    guard first == nil || first == UInt8(ascii: "{") else {
      throw SigningError(
        .occupied, path, expected: "a new file, or a JSON file to replace",
        found: "a file with something else", remedy: "Give another name.")
    }
  }
}
