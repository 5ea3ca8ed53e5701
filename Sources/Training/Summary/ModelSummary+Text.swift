extension ModelSummary: CustomStringConvertible {
  /// A table with a row for each layer, and the totals below it.
  public var description: String {
    let hasExample = operations != nil
    let header = ["layer", "type", "parameters", "trained"]
    let cells = rows.map { row in
      [
        row.path.isEmpty ? "(model)" : row.path, row.type,
        row.parameters == 0 ? "-" : ProfileTable.grouped(row.parameters), training(row),
      ]
        + (hasExample
          ? [
            row.output.map { "\($0)" } ?? "-",
            row.operations.map { ProfileTable.grouped($0) } ?? "-",
          ] : [])
    }
    var lines = [
      ProfileTable.text(
        header + (hasExample ? ["output shape", "FLOPs"] : []), cells, wordColumns: 2),
      "parameters: \(ProfileTable.grouped(parameters)) in \(ProfileTable.grouped(byteCount)) bytes, "
        + "of which \(ProfileTable.grouped(trainable)) are trained and "
        + "\(ProfileTable.grouped(parameters - trainable)) frozen",
    ]
    if let operations {
      lines.append(
        "one forward pass over these shapes: \(ProfileTable.grouped(operations)) "
          + "floating-point operations (FLOPs)")
    }
    return lines.joined(separator: "\n")
  }

  private func training(_ row: Row) -> String {
    guard row.parameters > 0 else { return "-" }
    return row.trainable == 0 ? "frozen" : row.trainable == row.parameters ? "yes" : "partly"
  }
}
