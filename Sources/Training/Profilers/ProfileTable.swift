/// Tables of measurements for people.
enum ProfileTable {
  /// Words to the left, numbers to the right, columns two blanks apart.
  static func text(
    _ header: [String], _ rows: [[String]], wordColumns: Int = 1
  ) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column < wordColumns ? cell + blanks : blanks + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// A whole number with a comma between groups of three digits.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    let text = digits.enumerated().map { index, digit in
      index > 0 && (digits.utf8.count - index).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }
    return (value < 0 ? "-" : "") + text.joined()
  }

  /// Three digits behind the point.
  static func number(_ value: Double) -> String { CheckpointName.text(value, digits: 3) }
}
