import Testing

/// Rules are worth what their tests are worth: every one is cited, and no citation is invented.
@Suite("Rule citations")
struct RuleCitationTests {
  private static var number: Regex<Substring> { /\b(?:NUM|RNG|CKPT|HDF)-[0-9]{3}\b/ }

  /// Numbers of the rules that a document states, where it states them.
  private static func stated(in document: String) -> Set<String> {
    Set(document.matches(of: /\*\*((?:NUM|RNG|CKPT|HDF)-[0-9]{3})\b/).map { String($0.1) })
  }

  /// Numbers that names of tests cite.
  private static func cited(in source: String) -> Set<String> {
    var cited: Set<String> = []
    for name in source.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/) {
      for rule in name.1.matches(of: number) { cited.insert(String(rule.0)) }
    }
    return cited
  }

  private let stated: Set<String>
  private let cited: Set<String>

  init() throws {
    let documents = try SourceFile.all(below: "Formats", endingIn: [".md"])
    stated = documents.reduce(into: []) { $0.formUnion(Self.stated(in: $1.text)) }
    let tests = try SourceFile.all(below: "Tests", endingIn: [".swift"])
    cited = tests.reduce(into: []) { $0.formUnion(Self.cited(in: $1.text)) }
  }

  @Test("every rule of every format is cited by the name of a test")
  func everyRuleIsCited() {
    for family in ["NUM-", "RNG-", "CKPT-", "HDF-"] {
      #expect(stated.count { $0.hasPrefix(family) } > 10, "\(family)")
    }
    #expect(stated.subtracting(cited).sorted() == [])
  }

  @Test("every rule that a test cites is stated in a format")
  func everyCitationIsStated() {
    #expect(cited.subtracting(stated).sorted() == [])
  }

  @Test("every rule that a source names is stated in a format")
  func everyCommentIsStated() throws {
    let sources = try SourceFile.all(below: "Sources", endingIn: [".swift", ".c", ".h"])
    var named: Set<String> = []
    for source in sources {
      for rule in source.text.matches(of: Self.number) { named.insert(String(rule.0)) }
    }
    #expect(named.count > 20)
    #expect(named.subtracting(stated).sorted() == [])
  }

  @Test("the checks tell statements and citations from other mentions")
  func planted() {
    #expect(
      Self.stated(in: "**NUM-901** MUST. See NUM-902. **HDF-901 Link** MUST.")
        == ["NUM-901", "HDF-901"])
    // Put together here, or the citations would count as this file's.
    let attribute = "@" + "Test"
    let source = """
      // CKPT-901
      \(attribute)(name + "RNG-901")
      \(attribute)(
        "NUM-901, HDF-902: a \\"quoted\\" name, CKPT-902", arguments: [1])
      let x = "NUM-903"
      """
    #expect(Self.cited(in: source) == ["NUM-901", "HDF-902", "CKPT-902"])
  }
}
