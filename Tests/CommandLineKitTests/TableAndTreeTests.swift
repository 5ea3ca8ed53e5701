import CommandLineKit
import Testing

@Suite("Tables and trees as text")
struct TableAndTreeTests {
  @Test("Columns are aligned, numbers to the right, and no line ends with a blank")
  func table() {
    var table = Table([Table.Column("path"), Table.Column("elements", .right), Table.Column("")])
    table.append(["/model/hidden/weight", "2048", "same"])
    table.append(["/b", "32", ""])
    #expect(
      table.description == """
        path                  elements
        /model/hidden/weight      2048  same
        /b                          32
        """)
  }

  @Test("A wide character takes two columns")
  func wide() {
    var table = Table([Table.Column(""), Table.Column("")])
    table.append(["層", "1"])
    table.append(["abc", "2"])
    #expect(table.description == "層   1\nabc  2")
  }

  @Test("A name from a file cannot steer the terminal or break its row")
  func escapes() {
    var table = Table([Table.Column("")])
    table.append(["a\u{1B}[2Jb\nc\u{202E}"])
    #expect(table.description == "a\\u{1B}[2Jb\\u{A}c\\u{202E}")
  }

  @Test("Groups roll up what is below them, in the order of the leaves")
  func tree() {
    let trees = Tree<Int>.groups(
      of: [
        ("/loop", 1), ("/model/hidden/bias", 2), ("/model/hidden/weight", 3),
        ("/model/scores/bias", 4),
      ], combine: +)
    #expect(trees.map(\.value) == [1, 9])
    #expect(trees.map(\.leafCount) == [1, 3])
    let text = TreeText(trees, columns: [Table.Column("", .right)]) { ["\($0.value)"] }
    #expect(
      text.description == """
        loop            1
        model/          9
        ├── hidden/     5
        │   ├── bias    2
        │   └── weight  3
        └── scores/     4
            └── bias    4
        """)
    let top = TreeText(trees, depth: 2, columns: [Table.Column("", .right)]) { ["\($0.value)"] }
    #expect(
      top.description == """
        loop         1
        model/       9
        ├── hidden/  5
        └── scores/  4
        """)
  }

  @Test("Text that is too long for a line ends with an ellipsis inside the limit")
  func shortened() {
    #expect(PrintableText.shortened("abcdef", columns: 6) == "abcdef")
    #expect(PrintableText.shortened("abcdef", columns: 4) == "abc…")
    #expect(PrintableText.shortened("層層層", columns: 4) == "層…")
  }
}
