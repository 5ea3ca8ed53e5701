/// The arrays of a NumPy .npz file: a ZIP archive of .npy files, stored or deflated.
public struct NumPyArchive: Sendable {
  /// Names of the arrays, in the order of the archive's directory.
  public let names: [String]

  private let archive: ZIPArchive

  /// Reads the directory of an archive.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when the file is no sound ZIP archive of .npy files.
  public init(path: String) throws(DatasetError) {
    archive = try ZIPArchive(try FileBytes(path: path))
    var names: [String] = []
    for entry in archive.entries {
      guard entry.name.hasSuffix(".npy") else {
        throw archive.file.malformed(
          at: entry.offset, expected: "entries that end in .npy", found: "\(entry.name)")
      }
      names.append(String(entry.name.dropLast(4)))
    }
    self.names = names
  }

  /// Unpacks an array and checks its checksum.
  ///
  /// **Throws** `malformedFile` when there is none of that name, or it is damaged; the offset is in the
  /// unpacked .npy file where that is what is wrong.
  public func array(_ name: String) throws(DatasetError) -> NumericArray {
    guard let place = names.firstIndex(of: name) else {
      throw .malformed(
        archive.file.name, at: nil, expected: "an array '\(name)'", found: "\(names)")
    }
    let entry = archive.entries[place]
    return try NumPyFile.read(
      FileBytes(
        name: "\(archive.file.name)/\(entry.name)", bytes: try archive.contents(of: entry)))
  }
}
