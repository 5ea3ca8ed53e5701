import CommandLineKit
import Testing

@Suite("Suggestions for misspelt names")
struct NearestNameTests {
  @Test(
    "Distance counts insertions, deletions, replacements and swaps",
    arguments: [
      ("", "abc", 3), ("weight", "weight", 0), ("weight", "wieght", 1), ("weight", "weigh", 1),
      ("weight", "heights", 2), ("ca", "abc", 3),
    ])
  func distance(left: String, right: String, expected: Int) {
    #expect(NearestName.distance(from: left, to: right) == expected)
    #expect(NearestName.distance(from: right, to: left) == expected)
  }

  @Test("Only a near name is suggested, the nearest first")
  func suggestion() {
    let names = ["inspect", "diff", "verify", "replay"]
    #expect(NearestName.suggestion(for: "inpsect", among: names) == "inspect")
    #expect(NearestName.suggestion(for: "dif", among: names) == "diff")
    #expect(NearestName.suggestion(for: "train", among: names) == nil)
  }
}
