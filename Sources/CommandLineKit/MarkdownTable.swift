/// Rows of text as a table of GitHub's Markdown.
///
/// **Reference** GitHub Flavored Markdown Specification, "Tables (extension)".
public struct MarkdownTable: CustomStringConvertible {
  private let columns: [Table.Column]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  public init(_ columns: [Table.Column]) { self.columns = columns }

  /// Appends a row, whose cells are shown as they are: nothing in them is taken for markup.
  ///
  /// - Precondition: one cell for each column.
  public mutating func append(_ cells: [String]) {
    precondition(
      cells.count == columns.count,
      "a row of \(cells.count) cells for a table of \(columns.count) columns")
    rows.append(cells.map(MarkdownTable.escaped))
  }

  public var description: String {
    let rule = columns.map { $0.alignment == .right ? "--:" : "---" }
    return ([columns.map(\.title), rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  /// A text that Markdown shows as it is, on one line.
  public static func escaped(_ text: String) -> String {
    PrintableText.escaped(text).reduce(into: "") { result, character in
      if character.isASCII && (character.isPunctuation || character.isSymbol)
        && !".,:;/-+=()%'\"".contains(character)
      {
        result.append("\\")
      }
      result.append(character)
    }
  }
}
