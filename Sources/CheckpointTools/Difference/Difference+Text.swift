internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

extension Difference {
  /// The verdict in words, the tensors that differ, then the rest of the state.
  public var description: String {
    var parts = [verdictLine + "\n" + sides]
    let rows = shownRows
    if !rows.isEmpty { parts.append(table(rows)) }
    if let histogramText { parts.append(histogramText) }
    if !state.isEmpty { parts.append(state.map(\.sentence).joined(separator: "\n")) }
    if let uncomparedLine { parts.append(uncomparedLine) }
    if !configuration.isEmpty {
      parts.append(configuration.map { "configuration: " + $0 }.joined(separator: "\n"))
    }
    if !causes.isEmpty { parts.append(causes.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private var sides: String {
    var table = Table([Table.Column(""), Table.Column(""), Table.Column("")])
    for (name, side) in [("A", a), ("B", b)] {
      table.append([name, side.path, Difference.position(of: side)])
    }
    return table.description
  }

  /// Where a checkpoint was taken; of other files, their format.
  static func position(of side: Side) -> String {
    side.identity == nil ? side.format.rawValue : side.loop.description
  }

  /// The sections that only one format has, in a sentence.
  public var uncomparedLine: String? {
    guard !uncompared.isEmpty else { return nil }
    let format = a.identity == nil ? a.format : b.format
    let count = uncompared.reduce(0) { $0 + $1.tensors }
    return "Not compared: \(count) tensor\(count == 1 ? "" : "s") of "
      + uncompared.map { PrintableText.escaped($0.section) }.joined(separator: ", ")
      + ", which \(format.rawValue) has no place for."
  }

  var verdictLine: String {
    let compared = "\(tensors.count)\(options.isPartial ? " selected" : "")"
    let payloads = tensors.reduce(0) { $0 + $1.nanPayloads }
    let note =
      payloads == 0 ? "" : " \(payloads) NaNs have another payload, which is no part of the state."
    switch verdict {
    case .identicalBytes:
      return "Identical bytes: the two files are the same, bit for bit." + digestNote
    case .identicalState:
      let same = "Identical state: all \(compared) tensors have the same bits."
      let files = options.isPartial ? "" : " The files are not the same bytes."
      return same + (payloads == 0 ? files : "") + note + digestNote
    case .numericallyClose:
      let limit = options.maximumULP.map { "\($0) ULP" }
      let tolerance = options.tolerances.isEmpty ? limit : "the tolerances"
      return "Numerically close: every number is within \(tolerance ?? "0 ULP") of its counterpart"
        + worst + "." + note
    case .different:
      let count = tensors.count { $0.status != .same }
      return "Different: \(count) of \(compared) tensors \(count == 1 ? "differs" : "differ")."
        + note
    case .incomparable:
      return "Incomparable: no tensor of A has a counterpart in B; these are different models."
    }
  }

  /// What was not read because digests were equal.
  private var digestNote: String {
    tensors.contains { $0.isByDigest }
      ? " Tensors were compared by their digests; --verify reads every byte." : ""
  }

  private var worst: String {
    let row = tensors.max { ($0.distance?.ulp ?? 0) < ($1.distance?.ulp ?? 0) }
    guard let row, let distance = row.distance else { return "" }
    return ", at most \(distance.ulp) in \(PrintableText.escaped(row.path))"
  }

  /// Rows of tensors that differ, the most different first; those told in words are left out.
  var shownRows: [TensorDifference] {
    tensors.filter { row in
      row.status != .same && !row.isToldInWords
    }.sorted { left, right in
      let (a, b) = (left.distance?.ulp ?? .max, right.distance?.ulp ?? .max)
      return a == b ? left.path.precedesInUTF8(right.path) : a > b
    }
  }

  static let columns = [
    Table.Column("tensor"), Table.Column("elements", .right), Table.Column("differing", .right),
    Table.Column("max ULP", .right), Table.Column("max abs", .right),
    Table.Column("first difference"),
  ]

  static func cells(of row: TensorDifference) -> [String] {
    [
      name(of: row), NumberText.grouped(row.elements), NumberText.grouped(row.differing),
      row.distance.map { NumberText.grouped($0.ulp) } ?? "",
      row.distance.map { NumberText.rounded($0.absolute) } ?? "", detail(of: row),
    ]
  }

  private func table(_ rows: [TensorDifference]) -> String {
    var table = Table(Difference.columns)
    let shown = rows.prefix(options.top ?? rows.count)
    for row in shown { table.append(Difference.cells(of: row)) }
    let rest = rows.count - shown.count
    return table.description + (rest == 0 ? "" : "\n… and \(rest) more; raise --top to see them")
  }

  private static func name(of row: TensorDifference) -> String {
    guard let a = row.a, let b = row.b, !a.path.utf8.elementsEqual(b.path.utf8) else {
      return row.path
    }
    return "\(a.path) → \(b.path)"
  }

  private static func detail(of row: TensorDifference) -> String {
    switch row.status {
    case .same: return ""
    case .onlyInA: return "only in A"
    case .onlyInB: return "only in B"
    case .shapeMismatch: return "shape \(row.a?.shape ?? []) → \(row.b?.shape ?? [])"
    case .dtypeMismatch:
      return "type \(row.a?.typeName ?? "") → \(row.b?.typeName ?? "")"
    case .changed:
      guard let first = row.firstDifference, let shape = row.a?.shape else { return "" }
      let zeros = row.zerosTurnedNegative + row.zerosTurnedPositive
      let signs = zeros == 0 ? "" : ", \(zeros) zero\(zeros == 1 ? "" : "s") of other sign"
      let counts = (row.nanInA ?? 0, row.nanInB ?? 0)
      let nan = counts.0 == counts.1 ? "" : ", NaN \(counts.0) → \(counts.1)"
      guard row.distance != nil else {
        return "byte \(first.index): \(first.aBits) → \(first.bBits)"
      }
      return "\(place(first.index, shape)) \(first.aText) → \(first.bText)\(signs)\(nan)"
    }
  }

  /// The index along each axis of a flat index.
  private static func place(_ flat: Int, _ shape: [Int]) -> String {
    var rest = flat
    var place: [String] = []
    for length in shape.reversed() {
      place.append(String(rest % length))
      rest /= length
    }
    return "[\(place.reversed().joined(separator: ", "))]"
  }
}
