import CommandLineKit
import Testing

@Suite("Patterns that select paths")
struct GlobPatternTests {
  @Test(
    "A pattern selects exactly the paths it describes",
    arguments: [
      ("/model/hidden/weight", "/model/hidden/weight", true),
      ("/model/hidden/weight", "/model/hidden/weights", false),
      ("/model/*/weight", "/model/hidden/weight", true),
      ("/model/*/weight", "/model/weight", false),
      ("/model/*/weight", "/model/a/b/weight", false),
      ("/model/**/weight", "/model/weight", true),
      ("/model/**/weight", "/model/a/b/weight", true),
      ("/model/**/weight", "/optimizer/a/weight", false),
      ("/model/hidde?/weight", "/model/hidden/weight", true),
      ("/model/hidde?/weight", "/model/hidde/weight", false),
      ("/model/h?dden*/w*t", "/model/hidden/weight", true),
      ("/*/*", "/model/bias", true),
      ("/", "/model/bias", true),
      ("**", "/model/bias", true),
      ("*a*b", "/xaxbxb", true),
      ("*a*b", "/xaxbxc", false),
      ("?", "/é", true),
    ])
  func selects(pattern: String, path: String, expected: Bool) {
    #expect(GlobPattern(pattern).matches(path) == expected)
  }

  @Test("A pattern without a leading slash may begin at any group")
  func relative() {
    #expect(GlobPattern("bias").matches("/model/hidden/bias"))
    #expect(GlobPattern("hidden/*").matches("/model/hidden/bias"))
    #expect(!GlobPattern("ias").matches("/model/hidden/bias"))
  }

  @Test("A pattern that selects a group selects everything below it, and no sibling")
  func groups() {
    #expect(GlobPattern("/model").matches("/model/hidden/bias"))
    #expect(GlobPattern("/model/h*").matches("/model/hidden/bias"))
    #expect(!GlobPattern("/model").matches("/models/hidden/bias"))
  }

  @Test("Many stars do not make matching slow")
  func hostile() {
    let pattern = GlobPattern(String(repeating: "*a", count: 200) + "b")
    #expect(!pattern.matches("/" + String(repeating: "a", count: 2000)))
    let deep = GlobPattern(String(repeating: "**/", count: 100) + "b")
    #expect(!deep.matches(String(repeating: "/a", count: 200)))
  }
}
