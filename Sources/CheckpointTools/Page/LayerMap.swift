internal import CommandLineKit

/// Layers as rows of a table with two coloured cells: the share of elements that differ, and how far
/// they are apart at most.
struct LayerMap {
  let layers: [LayerDifference]
  /// Layers, also those that are not shown.
  let count: Int

  var html: HTML {
    let rows = layers.map { layer -> HTML in
      let share = layer.share
      let ulp = layer.ulp
      return """
        <tr><th scope="row" class="path">\(layer.path)</th>\
        <td class="number wide">\(NumberText.grouped(layer.elements))</td>\
        <td class="heat h\(LayerMap.level(share: share))">\(LayerMap.percent(layer))</td>\
        <td class="heat h\(LayerMap.level(ulp: ulp, differing: layer.differing))">\
        \(ulp.map { NumberText.grouped($0) } ?? "–")</td></tr>
        """
    }
    let rest = count - layers.count
    let more: HTML = rest > 0 ? "<p>… and \(rest) more layers.</p>" : ""
    return """
      <section><h2>Where the files differ</h2>
      <div class="scroll"><table class="map">
      <thead><tr><th>layer</th><th class="number wide">elements</th><th class="number">differing</th>\
      <th class="number">max ULP</th></tr></thead>
      <tbody>
      \(HTML(rows))
      </tbody></table></div>\(more)</section>
      """
  }

  /// 0 for nothing to 5 for everything.
  static func level(share: Double) -> Int {
    if share == 0 { return 0 }
    return share < 0.001 ? 1 : share < 0.01 ? 2 : share < 0.1 ? 3 : share < 0.5 ? 4 : 5
  }

  /// 0 for the same bits, then by powers of 16 of the distance, 5 also without a counterpart.
  static func level(ulp: UInt64?, differing: Int) -> Int {
    if differing == 0 { return 0 }
    guard let ulp else { return 5 }
    return ulp <= 1 ? 1 : ulp <= 16 ? 2 : ulp <= 4096 ? 3 : ulp <= 1 << 20 ? 4 : 5
  }

  private static func percent(_ layer: LayerDifference) -> String {
    if layer.differing == 0 { return "0" }
    return NumberText.rounded(layer.share * 100, digits: 3) + " %"
  }
}
