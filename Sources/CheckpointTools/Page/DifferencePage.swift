internal import CommandLineKit
internal import TensorFiles

/// A difference as one page of HTML that needs nothing else: no script, no font, no picture from
/// outside, the same bytes for the same difference.
struct DifferencePage {
  /// Rows of a table or map shown at most: browsers take long over more.
  private static let rowLimit = 1000

  private let difference: Difference

  init(_ difference: Difference) { self.difference = difference }

  /// The page.
  var text: String {
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="Lockstep">
      <title>\(difference.verdict.rawValue): \(name(difference.a)) and \(name(difference.b))</title>
      <style>\(PageStyle.text)</style>
      </head>
      <body>
      <main>
      \(HTML(sections))
      </main>
      </body>
      </html>

      """
    return page.text
  }

  private var sections: [HTML] {
    [heading, sides, causes, layers, histogram, table, state].compactMap { $0 }
  }

  private func name(_ side: Difference.Side) -> String {
    String(side.path.split(separator: "/").last ?? "")
  }

  private var heading: HTML {
    let (word, rest) = DifferencePage.split(difference.verdictLine)
    return """
      <header class="\(kind)">
      <h1>\(word)</h1>
      <p>\(rest)</p>
      </header>
      """
  }

  private var kind: String {
    switch difference.verdict {
    case .identicalBytes, .identicalState: "same"
    case .numericallyClose: "close"
    case .different, .incomparable: "different"
    }
  }

  /// The verdict and what follows its colon.
  private static func split(_ line: String) -> (String, String) {
    let parts = line.split(separator: ":", maxSplits: 1)
    return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
  }

  private var sides: HTML {
    let rows = [("A", difference.a), ("B", difference.b)].map { name, side -> HTML in
      let root = side.identity.map { "\($0.stateRoot)" } ?? ""
      return """
        <tr><th scope="row">\(name)</th><td class="path">\(side.path)</td>\
        <td>\(Difference.position(of: side))</td><td class="number">\(ByteCount(side.byteCount).description)</td>\
        <td class="digest">\(root)</td></tr>
        """
    }
    return """
      <div class="scroll"><table>
      <thead><tr><th></th><th>file</th><th>position</th><th class="number">size</th><th>state root</th></tr></thead>
      <tbody>
      \(HTML(rows))
      </tbody></table></div>
      """
  }

  private var causes: HTML? {
    let lines = difference.causes + [difference.uncomparedLine].compactMap { $0 }
    guard !lines.isEmpty else { return nil }
    return """
      <section><h2>What this means</h2>
      <ul>
      \(HTML(lines.map { "<li>\($0)</li>" }))
      </ul></section>
      """
  }

  private var table: HTML? {
    let rows = difference.shownRows
    guard !rows.isEmpty else { return nil }
    let shown = rows.prefix(difference.options.top ?? DifferencePage.rowLimit)
    let heads = Difference.columns.map { column -> HTML in
      "<th\(DifferencePage.class(column))>\(column.title)</th>"
    }
    let lines = shown.map { row -> HTML in
      let cells = zip(Difference.columns, Difference.cells(of: row)).map { column, cell -> HTML in
        "<td\(DifferencePage.class(column))>\(cell)</td>"
      }
      return "<tr>\(HTML(cells))</tr>"
    }
    let rest = rows.count - shown.count
    let more: HTML = rest > 0 ? "<p>… and \(rest) more.</p>" : ""
    return """
      <section><h2>Tensors that differ</h2>
      <div class="scroll"><table>
      <thead><tr>\(HTML(heads))</tr></thead>
      <tbody>
      \(HTML(lines))
      </tbody></table></div>\(more)</section>
      """
  }

  private static func `class`(_ column: Table.Column) -> HTML {
    column.alignment == .right ? " class=\"number\"" : ""
  }

  private var state: HTML? {
    let lines = difference.state.map(\.sentence)
    let configuration = difference.configuration
    guard !(lines.isEmpty && configuration.isEmpty) else { return nil }
    let items = (lines + configuration.map { "configuration: " + $0 }).map { line -> HTML in
      "<li>\(line)</li>"
    }
    return """
      <section><h2>The rest of the state</h2>
      <ul>
      \(HTML(items))
      </ul></section>
      """
  }

  private var layers: HTML? {
    let all = LayerDifference.all(difference.tensors.filter { !$0.isToldInWords })
    guard all.contains(where: { $0.differing > 0 }) else { return nil }
    return LayerMap(layers: Array(all.prefix(DifferencePage.rowLimit)), count: all.count).html
  }

  private var histogram: HTML? {
    var sum: DifferenceHistogram?
    for row in difference.shownRows {
      guard let next = row.histogram, row.isFloatingPoint else { continue }
      if sum == nil { sum = DifferenceHistogram(bitWidth: 64) }
      sum?.add(next)
    }
    guard let sum else { return nil }
    return """
      <section><h2>How far elements are apart</h2>
      <p>Differing floating-point elements by their distance in units in the last place (ULP).</p>
      \(BarChart(Difference.distanceBars(sum), title: "elements by ULP").html)
      <p>The same elements by the bits that differ; bit 0 is the last place.</p>
      \(BarChart(Difference.bitBars(sum), title: "elements by bit").html)
      </section>
      """
  }
}

extension Difference {
  /// The report as a page of HTML that stands alone.
  public var html: String { DifferencePage(self).text }
}
