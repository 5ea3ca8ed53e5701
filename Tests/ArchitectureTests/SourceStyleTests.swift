import Foundation
import Testing

/// Length, ends and leftovers of the sources.
@Suite("Source style")
struct SourceStyleTests {
  private static func violations(in file: SourceFile) -> [String] {
    var found: [String] = []
    let count = file.text.count { $0 == "\n" }
    if count > 400, !file.isGenerated { found.append("\(file.path) has \(count) lines") }
    if !file.text.hasSuffix("\n") { found.append("\(file.path) does not end with a newline") }
    for (index, line) in file.lines.enumerated() {
      if line.contains(/\b(?:TODO|FIXME)\b|\btry!|fatalError\("not/) {
        found.append("\(file.path):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))")
      }
    }
    return found
  }

  @Test("no source has more than 400 lines, an open end, or something that was left for later")
  func sources() throws {
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift", ".c", ".h"])
    #expect(files.count > 200)
    #expect(files.flatMap { Self.violations(in: $0) } == [])
  }

  @Test("the check finds planted violations")
  func planted() {
    let marks = ["TO" + "DO", "try" + "! f()", "fatal" + "Error(\"not yet\")"]
    for mark in marks {
      let file = SourceFile(path: "Sources/A/B.swift", text: "a\n  \(mark)\n")
      #expect(Self.violations(in: file) == ["Sources/A/B.swift:2: \(mark)"])
    }
    let long = SourceFile(
      path: "Sources/A/B.swift", text: String(repeating: "a\n", count: 401) + "end")
    #expect(
      Self.violations(in: long) == [
        "Sources/A/B.swift has 401 lines", "Sources/A/B.swift does not end with a newline",
      ])
    let exact = SourceFile(path: "Sources/A/B.swift", text: String(repeating: "a\n", count: 400))
    #expect(Self.violations(in: exact) == [])
    let generated = SourceFile(
      path: "Sources/A/B.pb.swift", text: String(repeating: "a\n", count: 401) + "end")
    #expect(
      Self.violations(in: generated) == ["Sources/A/B.pb.swift does not end with a newline"])
  }
}
