import Testing

/// A dictionary or a set has another order in every process, so nothing may walk over one where the
/// order can reach arithmetic, a file or a digest.
///
/// The rule is simple and local: in the rooms below, a name that a file declares as a dictionary or
/// a set may be subscripted, asked for membership, counted and changed there, and nothing else. A
/// `for … in` over it and any other member (`map`, `keys`, `sorted`, …) are violations.
@Suite("Unordered iteration")
struct UnorderedIterationTests {
  private static let rooms = [
    "NumericsContract", "Devices", "ReferenceDevice", "CPUDevice", "Tensors", "HDF5",
    "CanonicalHDF5", "CanonicalJSON", "Checkpoints", "Datasets", "Training", "Optimizers",
    "Layers", "Metrics", "TensorBoard", "TensorFiles",
  ]

  private static let permitted = [
    "contains", "count", "insert", "isEmpty", "removeAll", "removeValue", "reserveCapacity",
    "update", "updateValue",
  ]

  /// Names that a file declares with a dictionary's or a set's type, by annotation or initial value.
  private static func declaredNames(in code: String) -> Set<String> {
    let type = #"(?:\[\s*[\w.]+\s*:\s*[^\]]+\]|(?:Set|Dictionary)\b)"#
    let expressions = [
      #"(?:let|var) +(\w+) *: *(?:inout +)?"# + type,
      #"(?:let|var) +(\w+) *= *"# + type + #" *[(<]"#, #"(?:let|var) +(\w+) *= *\[:\]"#,
      #"[(,] *(?:\w+ +)?(\w+) *: *(?:inout +)?"# + type,
    ]
    return expressions.reduce(into: []) { names, expression in
      guard let regex = try? Regex(expression, as: (Substring, Substring).self) else {
        Issue.record("\(expression)")
        return
      }
      for match in code.matches(of: regex) { names.insert(String(match.output.1)) }
    }
  }

  private static func violations(in file: SourceFile) throws -> [String] {
    let code = file.code
    return try declaredNames(in: code).sorted().flatMap { name -> [String] in
      let loops = try Regex(
        "\\bfor\\b[^\\n{]*\\bin +(?:self\\.)?\(name)\\b(?! *[\\[(.])", as: Substring.self)
      let members = try Regex(
        "(?:^|[^\\w.]|\\bself\\.)(\(name)[?!]?\\s*\\.(\\w+))",
        as: (Substring, Substring, Substring).self)
      let uses = code.matches(of: members).filter { !permitted.contains(String($0.output.2)) }
      return file.findings(of: loops) + uses.map { file.finding($0.output.1, in: code) }
    }
  }

  @Test("no dictionary or set is walked over in rooms whose results must repeat")
  func rooms() throws {
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift"])
      .filter { Self.rooms.contains($0.room) }
    #expect(files.count > 150)
    let found = try files.flatMap { try Self.violations(in: $0) }
    #expect(found == [])
    // The check would be empty if it recognized no declaration.
    #expect(files.contains { !Self.declaredNames(in: $0.code).isEmpty })
  }

  @Test("the check finds planted loops and members, and leaves arrays and look-ups alone")
  func planted() throws {
    let file = SourceFile(
      path: "Sources/Tensors/File.swift",
      text: """
        private var leaves: [ObjectIdentifier: Int] = [:]
        var seen = Set<String>()
        let list: [Int] = [1]
        func f(_ table: [String: Float]) {
          for (key, value) in leaves { print(key, value) }
          for name in seen where name != "" {}
          for item in list {}
          let sum = table.values.reduce(0, +)
          let keys = leaves
            .keys
          if seen.contains("a") { leaves[key] = 1 }
          let names = seen.sorted()
          for x in leaves[key] {}
        }
        """)
    #expect(
      try Self.violations(in: file) == [
        "Sources/Tensors/File.swift:5: for (key, value) in leaves",
        "Sources/Tensors/File.swift:9: leaves .keys",
        "Sources/Tensors/File.swift:6: for name in seen",
        "Sources/Tensors/File.swift:12: seen.sorted", "Sources/Tensors/File.swift:8: table.values",
      ])
  }
}
