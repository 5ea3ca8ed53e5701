import Foundation

/// The table of known answers in `Formats/randomness-v1.md`, by title.
struct KnownAnswers {
  private let answers: [String: String]

  init(filePath: String = #filePath) throws {
    let root = URL(fileURLWithPath: filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let document = try String(
      contentsOf: root.appending(path: "Formats/randomness-v1.md"), encoding: .utf8)
    var answers: [String: String] = [:]
    for line in document.split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if cells.count == 2, cells[1].hasPrefix("`") {
        answers[cells[0]] = cells[1].trimmingCharacters(in: ["`"])
      }
    }
    self.answers = answers
  }

  subscript(title: String) -> String { answers[title] ?? "no answer named \(title)" }
}

/// Returns words as the document writes them: eight lower-case digits each.
func hexadecimal(_ words: some Sequence<UInt32>) -> String {
  words.map { word in
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }.joined(separator: " ")
}

/// Returns integers as the document writes them.
func decimals(_ numbers: some Sequence<some BinaryInteger>) -> String {
  numbers.map { "\($0)" }.joined(separator: " ")
}
