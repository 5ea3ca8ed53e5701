/// Tables of measurements for people.
enum ProfileTable {
  /// Names to the left, numbers to the right, columns two blanks apart.
  static func text(_ header: [String], _ rows: [[String]]) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// Three digits behind the point.
  static func number(_ value: Double) -> String { CheckpointName.text(value, digits: 3) }
}
