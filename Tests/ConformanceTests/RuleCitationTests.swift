import Foundation
import Testing

/// Rules are worth what their tests are worth: every one is cited, and no citation is invented.
struct RuleCitationTests {
  private static let documents = ["numerics-v1.md", "randomness-v1.md"]

  /// Numbers of the rules that a document states, such as `NUM-004`, where they are stated.
  private func rules(in document: String) throws -> Set<String> {
    let file = PackageFolder.root.appending(path: "Formats/\(document)")
    let text = try String(contentsOf: file, encoding: .utf8)
    return Set(text.matches(of: /\*\*((?:NUM|RNG)-[0-9]{3})\*\*/).map { String($0.1) })
  }

  /// Numbers that names of tests cite.
  private func citations() throws -> Set<String> {
    let folder = PackageFolder.root.appending(path: "Tests")
    let files = try #require(FileManager.default.subpaths(atPath: folder.path))
    var cited: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for name in text.matches(of: /@Test\(\s*"([^"]*)"/) {
        for rule in name.1.matches(of: /(?:NUM|RNG)-[0-9]{3}/) { cited.insert(String(rule.0)) }
      }
    }
    return cited
  }

  @Test("every rule of numerics and randomness is cited by a test", arguments: documents)
  func everyRuleIsCited(document: String) throws {
    let rules = try rules(in: document)
    try #require(rules.count > 10)
    #expect(rules.subtracting(try citations()).sorted() == [])
  }

  @Test("every cited rule is stated in a format")
  func everyCitationIsStated() throws {
    let stated = try Self.documents.reduce(into: Set()) { $0.formUnion(try rules(in: $1)) }
    #expect(try citations().subtracting(stated).sorted() == [])
  }

  @Test("every rule that a doc comment names is stated in a format")
  func everyCommentIsStated() throws {
    let stated = try rules(in: "numerics-v1.md")
    let folder = PackageFolder.root.appending(path: "Sources")
    let files = try #require(FileManager.default.subpaths(atPath: folder.path))
    var named: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for rule in text.matches(of: /NUM-[0-9]{3}/) { named.insert(String(rule.0)) }
    }
    try #require(!named.isEmpty)
    #expect(named.subtracting(stated).sorted() == [])
  }

  @Test("NUM-003: no arithmetic room uses the platform's mathematics")
  func noPlatformMathematics() throws {
    let rooms = [
      "NumericsContract", "Devices", "ReferenceDevice", "CPUDevice", "Tensors", "Layers",
      "Optimizers", "Metrics", "CScalarMath", "CKernels", "CWorkers",
    ]
    let swiftModule = /(?m)^(?:public |internal )?import (?:Foundation|Glibc|Musl|Darwin)\b/
    let header = /(?m)^\s*#\s*include\s*<(?:math|tgmath|complex)\.h>/
    var files = 0
    for room in rooms {
      let folder = PackageFolder.root.appending(path: "Sources/\(room)")
      for file in try #require(FileManager.default.subpaths(atPath: folder.path)) {
        guard [".swift", ".c", ".h"].contains(where: file.hasSuffix) else { continue }
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        #expect(text.firstMatch(of: swiftModule) == nil, "Sources/\(room)/\(file)")
        #expect(text.firstMatch(of: header) == nil, "Sources/\(room)/\(file)")
        files += 1
      }
    }
    #expect(files > 50)
  }
}
