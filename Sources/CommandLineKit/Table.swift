/// Rows of text in aligned columns, two blanks apart.
public struct Table: Sendable, CustomStringConvertible {
  /// The side of a column that its cells touch.
  public enum Alignment: Sendable {
    /// For words.
    case left
    /// For numbers, so that their digits stand under each other.
    case right
  }

  /// The heading of a column and how its cells are set.
  public struct Column: Sendable {
    /// The words above the cells; empty when no column of the table has any.
    public let title: String
    /// Where cells and title stand.
    public let alignment: Alignment

    /// Creates a column.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Appends a row.
  ///
  /// Cells are shown as `PrintableText.escaped` has it, so that a row stays a row.
  ///
  /// - Precondition: one cell for each column.
  public mutating func append(_ cells: [String]) {
    precondition(
      cells.count == columns.count,
      "a row of \(cells.count) cells for a table of \(columns.count) columns")
    rows.append(cells.map(PrintableText.escaped))
  }

  /// Whether the table has no row.
  public var isEmpty: Bool { rows.isEmpty }

  /// The lines: the titles, unless all are empty, then the rows; no line ends with a blank.
  public var lines: [String] {
    let titles = columns.map(\.title)
    let all = titles.allSatisfy(\.isEmpty) ? rows : [titles] + rows
    let widths = columns.indices.map { column in
      all.map { PrintableText.columns($0[column]) }.max() ?? 0
    }
    return all.map { cells in
      let line = columns.indices.map { column in
        let gap = String(
          repeating: " ", count: widths[column] - PrintableText.columns(cells[column]))
        return columns[column].alignment == .left ? cells[column] + gap : gap + cells[column]
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The lines with a line end between them.
  public var description: String { lines.joined(separator: "\n") }
}
