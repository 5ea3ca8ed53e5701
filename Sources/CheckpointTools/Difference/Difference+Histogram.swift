internal import CommandLineKit

extension Difference {
  /// Bars of the widest count.
  private static let barWidth = 32

  /// A histogram for each shown tensor: differing elements by distance, then by bit.
  var histogramText: String? {
    let rows = shownRows.filter { $0.histogram != nil }.prefix(options.top ?? .max)
    guard !rows.isEmpty else { return nil }
    return rows.map { row in
      var lines = ["\(PrintableText.escaped(row.path)): differing elements by ULP and by bit"]
      if let histogram = row.histogram {
        lines += Difference.bars([
          ("ULP", Difference.distanceBars(histogram)), ("bit", Difference.bitBars(histogram)),
        ])
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// Ranges of distances from the first to the last that occurs, with their counts.
  static func distanceBars(
    _ histogram: DifferenceHistogram
  ) -> [(label: String, count: Int)] {
    occurring(histogram.distances).map { place in
      let bounds = DifferenceHistogram.bounds(place)
      let least = NumberText.grouped(bounds.lowerBound)
      let label = bounds.count == 1 ? least : least + "…" + NumberText.grouped(bounds.upperBound)
      return (place > 24 ? "2^\(place - 1)…2^\(place)" : label, histogram.distances[place])
    }
  }

  /// Bits from the least to the most significant that differs, with their counts.
  static func bitBars(_ histogram: DifferenceHistogram) -> [(label: String, count: Int)] {
    occurring(histogram.bits).map { (String($0), histogram.bits[$0]) }
  }

  private static func occurring(_ counts: [Int]) -> Range<Int> {
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return 0..<0 }
    return first..<last + 1
  }

  private static func bars(
    _ charts: [(unit: String, bars: [(label: String, count: Int)])]
  ) -> [String] {
    var table = Table([
      Table.Column("", .right), Table.Column(""), Table.Column("", .right), Table.Column(""),
    ])
    for (unit, bars) in charts {
      let most = max(1, bars.map(\.count).max() ?? 1)
      for bar in bars {
        // At least a mark where there is an element.
        let length = (bar.count * barWidth + most - 1) / most
        table.append([
          bar.label, unit, NumberText.grouped(bar.count), String(repeating: "▇", count: length),
        ])
      }
    }
    return table.lines.map { "  " + $0 }
  }
}
