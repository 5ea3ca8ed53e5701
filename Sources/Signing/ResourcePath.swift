internal import NumericsContract

/// Paths of files below a model, as statements write them: relative, with `/` between names.
enum ResourcePath {
  /// What stands for the model itself where it is one file.
  ///
  /// The specification asks for the file's name there, the released tool for this; readers take both.
  static let wholeModel = "."

  /// What belongs to a repository, not to the model: skipped at the top of a folder.
  static let repositoryPaths = [".git", ".gitattributes", ".github", ".gitignore"]

  /// Whether a path is written in its only form and leads to no place outside the model.
  static func isCanonical(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
    } && !path.utf8.contains(0)
  }

  /// Whether a path is one of `ignored` or lies below one.
  static func isIgnored(_ path: String, _ ignored: [String]) -> Bool {
    ignored.contains { entry in
      let (path, entry) = (path.utf8, entry.utf8)
      return path.starts(with: entry)
        && (path.count == entry.count
          || path.dropFirst(entry.count).first == UInt8(ascii: "/"))
    }
  }

  /// Paths in ascending order, each once.
  static func sorted(_ paths: [String]) -> [String] {
    var result: [String] = []
    for path in paths.sorted(by: { $0.precedesInUTF8($1) })
    where !(result.last?.utf8.elementsEqual(path.utf8) ?? false) {
      result.append(path)
    }
    return result
  }
}
