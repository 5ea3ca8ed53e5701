internal import Glibc
internal import NumericsContract

extension ModelPath {
  /// The digests of all regular files, in ascending order of their paths.
  ///
  /// - Parameter ignored: paths below the folder that are passed over, with what lies below them.
  /// - Throws: `SigningError.unreadable`; `notSignable` for a link, a device or a name that is no UTF-8
  ///   in the folder.
  func resources(ignoring ignored: [String]) throws(SigningError) -> [SignedResource] {
    guard isFolder else {
      return [
        SignedResource(name: ResourcePath.wholeModel, digest: try FileReading.digest(of: path))
      ]
    }
    var found: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for entry in try ModelPath.names(in: folder.isEmpty ? path : path + "/" + folder) {
        let relative = folder.isEmpty ? entry : folder + "/" + entry
        if ResourcePath.isIgnored(relative, ignored) { continue }
        switch try ModelPath.kind(of: path + "/" + relative) {
        case S_IFREG: found.append(relative)
        case S_IFDIR: folders.append(relative)
        case let kind:
          throw SigningError(
            .notSignable, path + "/" + relative, expected: "only files and folders in a model",
            found: kind == S_IFLNK ? "a symbolic link" : "a device, pipe or socket",
            remedy: "Take it out of the folder, or put the file itself there.")
        }
      }
    }
    var resources: [SignedResource] = []
    for name in found.sorted(by: { $0.precedesInUTF8($1) }) {
      resources.append(
        SignedResource(name: name, digest: try FileReading.digest(of: path + "/" + name)))
    }
    return resources
  }

  /// The names in a folder, in no order.
  private static func names(in folder: String) throws(SigningError) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw FileReading.failure(folder, errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let bytes = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw SigningError(
          .notSignable, folder, expected: "names in UTF-8",
          found: "the name \(String(decoding: bytes, as: UTF8.self))", remedy: "Rename the file.")
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
