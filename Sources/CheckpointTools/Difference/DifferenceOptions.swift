public import CommandLineKit

/// What `ckpt diff` is asked to compare, and what it calls close.
public struct DifferenceOptions: Sendable {
  /// A path or group of A that is called otherwise in B.
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

    /// Reads `FROM=TO`, two absolute paths.
    ///
    /// - Throws: `CheckpointToolError.invalidRename` for anything else.
    public init(parsing text: String) throws(CheckpointToolError) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, parts.allSatisfy({ $0.hasPrefix("/") && $0.count > 1 }) else {
        throw CheckpointToolError(
          .invalidRename, "rename \(text)", expected: "FROM=TO with two absolute paths",
          found: "“\(text)”", remedy: "Write, for example, /model/old=/model/new.")
      }
      self.init(from: parts[0], to: parts[1])
    }

    /// Returns the path in B of a path in A, or nil when the renaming does not concern it.
    func applied(to path: String) -> String? {
      if path.utf8.elementsEqual(from.utf8) { return to }
      guard path.utf8.starts(with: (from + "/").utf8) else { return nil }
      return to + String(decoding: path.utf8.dropFirst(from.utf8.count), as: UTF8.self)
    }
  }

  /// Patterns of which a tensor must match one; empty for all tensors.
  public var only: [GlobPattern] = []
  /// Patterns of which a tensor must match none.
  public var exclude: [GlobPattern] = []
  /// Rows of the text at most, the most different first; nil shows every difference.
  public var top: Int?
  /// The distance within which floating-point tensors are close; nil asks for equal bits.
  public var maximumULP: UInt64?
  /// Renamings, of which the first that concerns a path applies.
  public var renames: [Rename] = []

  /// Creates options that compare everything bit by bit.
  public init() {}

  /// Whether only a part of the files is compared.
  public var isPartial: Bool { !only.isEmpty || !exclude.isEmpty }

  /// Returns whether a tensor with these paths is compared.
  func selects(_ paths: [String]) -> Bool {
    func isMatched(by patterns: [GlobPattern]) -> Bool {
      patterns.contains { pattern in paths.contains { pattern.matches($0) } }
    }
    return (only.isEmpty || isMatched(by: only)) && !isMatched(by: exclude)
  }
}
