internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

// Shorter than the report, and for a page.

extension Difference {
  /// The verdict, a line for each section that differs, and causes.
  public var summary: String {
    var table = Table([Table.Column(""), Table.Column("", .right), Table.Column("")])
    for section in sections {
      let rows = tensors.filter { Difference.section(of: $0) == section }
      let changed = rows.filter { $0.status != .same }
      if changed.isEmpty { continue }
      let worst = changed.compactMap { row -> (UInt64, String)? in
        if row.isToldInWords { return nil }
        return row.distance.map { ($0.ulp, row.path) }
      }.max { $0.0 < $1.0 }
      table.append([
        section, "\(changed.count) of \(rows.count)",
        worst.map { "at most \(NumberText.grouped($0.0)) ULP, in \($0.1)" } ?? "",
      ])
    }
    let steps = [a, b].map { side in
      side.loop.step.map { "step \($0)" }
        ?? (side.identity == nil ? side.format.rawValue : "no step")
    }
    var lines = [verdictLine]
    lines.append(steps[0] == steps[1] ? "both at \(steps[0])" : "\(steps[0]) → \(steps[1])")
    lines += table.lines + [uncomparedLine].compactMap { $0 }
    if !configuration.isEmpty {
      lines.append("\(configuration.count) lines of configuration differ")
    }
    return (lines + causes).joined(separator: "\n")
  }

  /// The report as GitHub's Markdown, for a comment.
  public var markdown: String {
    var parts = ["**\(MarkdownTable.escaped(verdictLine))**"]
    var sides = MarkdownTable([Table.Column(""), Table.Column("file"), Table.Column("position")])
    for (name, side) in [("A", a), ("B", b)] {
      sides.append([name, side.path, Difference.position(of: side)])
    }
    parts.append(sides.description)
    let rows = shownRows
    let shown = rows.prefix(options.top ?? rows.count)
    if !shown.isEmpty {
      var table = MarkdownTable(Difference.columns)
      for row in shown { table.append(Difference.cells(of: row)) }
      let rest = rows.count - shown.count
      parts.append(table.description + (rest == 0 ? "" : "\n\n… and \(rest) more"))
    }
    let lines =
      state.map(\.sentence) + [uncomparedLine].compactMap { $0 }
      + configuration.map { "configuration: " + $0 } + causes
    if !lines.isEmpty {
      parts.append(lines.map { "- " + MarkdownTable.escaped($0) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// Names of the sections, in ascending order.
  private var sections: [String] {
    var names: [String] = []
    for name in tensors.map(Difference.section) where names.last != name && !names.contains(name) {
      names.append(name)
    }
    return names.sorted { $0.precedesInUTF8($1) }
  }
}
