extension DifferenceOptions {
  /// A path, group or prefix of A that is called otherwise in B.
  ///
  /// `/model/old=/model/new` renames a tensor, or a group with everything in it. With a `*` on both
  /// sides, as in `model.*=/model/*`, it stands for the rest of the name. What is taken over from a
  /// name with dots into one with slashes gets slashes, and the other way round.
  public struct Rename: Sendable, Equatable {
    /// The path in A.
    public let from: String
    /// The path in B.
    public let to: String

    /// Creates a renaming.
    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }

    /// Reads `FROM=TO`.
    ///
    /// - Throws: `CheckpointToolError.invalidRename` for anything else.
    public init(parsing text: String) throws(CheckpointToolError) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0 != "/" }) else {
        throw CheckpointToolError(
          .invalidRename, "rename \(text)", expected: "FROM=TO with two names of tensors or groups",
          found: "“\(text)”", remedy: "Write, for example, /model/old=/model/new.")
      }
      let stars = parts.map { Rename.pieces($0).count - 1 }
      guard stars == [0, 0] || stars == [1, 1] else {
        throw CheckpointToolError(
          .invalidRename, "rename \(text)", expected: "one * on both sides, or none on either",
          found: "\(stars[0]) and \(stars[1])", remedy: "Write, for example, model.*=/model/*.")
      }
      self.init(from: parts[0], to: parts[1])
    }

    /// Returns the path in B of a path in A, or nil when the renaming does not concern it.
    func applied(to path: String) -> String? {
      let (source, target) = (Rename.pieces(from), Rename.pieces(to))
      if source.count == 2 {
        guard target.count == 2, path.utf8.count > source[0].utf8.count + source[1].utf8.count,
          path.utf8.starts(with: source[0].utf8),
          path.utf8.reversed().starts(with: source[1].utf8.reversed())
        else { return nil }
        let rest = path.utf8.dropFirst(source[0].utf8.count).dropLast(source[1].utf8.count)
        return target[0] + adapted(String(decoding: rest, as: UTF8.self)) + target[1]
      }
      if path.utf8.elementsEqual(from.utf8) { return to }
      let separator = from.hasPrefix("/") ? "/" : "."
      guard path.utf8.starts(with: (from + separator).utf8) else { return nil }
      return to + adapted(String(decoding: path.utf8.dropFirst(from.utf8.count), as: UTF8.self))
    }

    /// Text of a name of A as B parts its names.
    private func adapted(_ text: String) -> String {
      switch (from.hasPrefix("/"), to.hasPrefix("/")) {
      case (false, true): String(text.map { $0 == "." ? "/" : $0 })
      case (true, false): String(text.map { $0 == "/" ? "." : $0 })
      default: text
      }
    }

    /// The text before and after a `*`, which may be doubled.
    private static func pieces(_ text: String) -> [String] {
      var pieces = [""]
      var isAfterStar = false
      for character in text {
        if character != "*" {
          pieces[pieces.count - 1].append(character)
        } else if !isAfterStar {
          pieces.append("")
        }
        isAfterStar = character == "*"
      }
      return pieces
    }
  }
}
