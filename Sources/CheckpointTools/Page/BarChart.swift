internal import CommandLineKit

/// Horizontal bars with their labels and counts, as SVG that is as wide as the page.
struct BarChart {
  private static let rowHeight = 22
  /// As wide as a digit on a narrow screen, more or less.
  private static let digitWidth = 10
  private static let barWidth = 380
  private static let countWidth = 110

  private let bars: [(label: String, count: Int)]
  private let title: String

  init(_ bars: [(label: String, count: Int)], title: String) {
    self.bars = bars
    self.title = title
  }

  var html: HTML {
    let most = max(1, bars.map(\.count).max() ?? 1)
    let height = bars.count * BarChart.rowHeight
    let labelWidth = 12 + BarChart.digitWidth * (bars.map(\.label.count).max() ?? 0)
    let width = labelWidth + BarChart.barWidth + BarChart.countWidth
    let rows = bars.enumerated().map { index, bar -> HTML in
      let top = index * BarChart.rowHeight
      // At least one pixel where there is an element.
      let length = (bar.count * BarChart.barWidth + most - 1) / most
      return """
        <text x="\(labelWidth - 8)" y="\(top + 15)" text-anchor="end">\(bar.label)</text>\
        <rect x="\(labelWidth)" y="\(top + 3)" width="\(length)" height="\(BarChart.rowHeight - 6)"/>\
        <text x="\(labelWidth + length + 6)" y="\(top + 15)">\(NumberText.grouped(bar.count))</text>
        """
    }
    return """
      <svg class="bars" role="img" aria-label="\(title)" viewBox="0 0 \(width) \(height)" width="\(width)">
      \(HTML(rows))
      </svg>
      """
  }
}
