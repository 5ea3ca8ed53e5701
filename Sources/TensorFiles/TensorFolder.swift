internal import Glibc
internal import NumericsContract

/// Looks for the tensors in a folder, as model hubs lay them out.
enum TensorFolder {
  private static let indexSuffix = ".safetensors.index.json"
  private static let suffix = ".safetensors"
  private static let entryLimit = 100_000

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The one index in a folder, or else the one safetensors file.
  static func file(in folder: String) throws(TensorFileError) -> String {
    let names = try names(in: folder)
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    for (suffix, what) in [(indexSuffix, "index"), (suffix, "safetensors file")] {
      let found = names.filter { $0.hasSuffix(suffix) }
      if found.count == 1 { return prefix + found[0] }
      guard found.isEmpty else {
        throw TensorFileError(
          .unknownFormat, file: folder, expected: "one \(what) in the folder",
          found: "\(found.count), such as \(found[0]) and \(found[1])",
          remedy: "Name one of the files.")
      }
    }
    throw TensorFileError(
      .unknownFormat, file: folder,
      expected: "a file that ends in \(indexSuffix) or \(suffix) in the folder",
      found: "none of \(names.count) files", remedy: "Name a file.")
  }

  /// Names in ascending UTF-8 order.
  private static func names(in folder: String) throws(TensorFileError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      throw TensorFileError(
        .unreadable, file: folder, expected: "a folder that can be read",
        found: "the error number \(errno) of the system",
        remedy: "Check the path and the permissions.")
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream), names.count < entryLimit {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      names.append(name)
    }
    return names.sorted { $0.precedesInUTF8($1) }
  }
}
