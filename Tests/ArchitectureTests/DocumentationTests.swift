import Testing

/// Every public declaration says what it is.
///
/// A member that a protocol requires may go without: the protocol's comment speaks for it. Such
/// names are collected from the public protocols of this package; a few belong to the standard library.
@Suite("Documentation")
struct DocumentationTests {
  private static let standardRequirements = [
    "description", "errorDescription", "hash", "==", "<", "run", "configuration", "mapName",
  ]

  /// A line that declares something public; its kind and its name.
  private static func declaration() throws -> Regex<(Substring, Substring, Substring)> {
    try Regex(
      #"^ *(?:@\w+(?:\([^)]*\))? +)*(?:public|open) +(?:(?:internal|private|fileprivate)\(set\) +)?"#
        + #"(?:(?:final|static|class|mutating|nonisolated|convenience|override|indirect|prefix) +)*"#
        + #"(struct|class|enum|protocol|actor|typealias|func|var|let|init|subscript|case)\b *([\w=<>+*/-]*)"#
    )
  }

  /// Names of the members that public protocols require, or give a default for.
  private static func requirements(_ files: [SourceFile]) -> Set<String> {
    files.reduce(into: Set(standardRequirements)) { names, file in
      var depth: Int?
      for line in file.lines {
        let indentation = line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
        let words = line.utf8.dropFirst(indentation)
        if let start = depth, indentation <= start, words.first == UInt8(ascii: "}") { depth = nil }
        if words.starts(with: "public protocol ".utf8) { depth = indentation }
        guard depth != nil else { continue }
        if let match = line.firstMatch(of: /^ +(?:static |mutating )*(?:var|func) (\w+)/) {
          names.insert(String(match.1))
        }
      }
    }
  }

  private static func undocumented(
    in file: SourceFile, excusing names: Set<String>
  ) throws -> [String] {
    let declaration = try declaration()
    let lines = file.lines
    return lines.indices.compactMap { index in
      // Regular expressions are slow, and few lines declare something public.
      let start = lines[index].utf8.drop { $0 == UInt8(ascii: " ") }
      guard ["public", "open", "@"].contains(where: { start.starts(with: $0.utf8) }),
        let match = lines[index].firstMatch(of: declaration)
      else { return nil }
      let (kind, name) = (String(match.output.1), String(match.output.2))
      if ["func", "var", "let"].contains(kind), names.contains(name) { return nil }
      var above = index - 1
      while above >= 0, lines[above].contains(/^ *(?:@|#if|#else|#endif)/) { above -= 1 }
      if above >= 0, lines[above].contains(/^ *\/\/\//) { return nil }
      return "\(file.path):\(index + 1): \(kind) \(name)"
    }
  }

  @Test("every public declaration in Sources has a doc comment")
  func sources() throws {
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift"])
    let names = Self.requirements(files)
    #expect(names.isSuperset(of: ["signature", "save", "callAsFunction", "perform"]))
    let found = try files.flatMap { try Self.undocumented(in: $0, excusing: names) }
    #expect(found == [])
  }

  @Test("the check finds planted declarations without a comment")
  func planted() throws {
    let file = SourceFile(
      path: "Sources/A/B.swift",
      text: """
        public struct A {
          /// Said.
          @inlinable
          public static func f() {}
          public internal(set) var x = 0
          public var name: String { "" }
          public init() {}
          // Not a doc comment.
          public static func == (a: A, b: A) -> Bool { true }
          @inlinable public mutating func g() {}
          let hidden = 1
        }
        public protocol P {
          var name: String { get }
        }
        """)
    let names = Self.requirements([file])
    #expect(
      try Self.undocumented(in: file, excusing: names) == [
        "Sources/A/B.swift:1: struct A", "Sources/A/B.swift:5: var x",
        "Sources/A/B.swift:7: init ", "Sources/A/B.swift:10: func g",
        "Sources/A/B.swift:13: protocol P",
      ])
  }
}
