internal import CommandLineKit
internal import TensorFiles

/// The tensors of one layer, joined for a map of where files differ.
struct LayerDifference {
  /// The path without the tensor's own name.
  let path: String
  /// Tensors of the layer.
  var tensors = 0
  /// Elements of the layer.
  var elements = 0
  /// Elements that differ.
  var differing = 0
  /// The largest distance; nil where nothing has a counterpart.
  var ulp: UInt64?

  /// The share of elements that differ.
  var share: Double { elements == 0 ? 0 : Double(differing) / Double(elements) }

  /// The layers of rows, in the order in which they first occur.
  static func all(_ rows: [TensorDifference]) -> [LayerDifference] {
    var layers: [LayerDifference] = []
    var place: [String: Int] = [:]
    for row in rows {
      guard let tensor = row.a ?? row.b else { continue }
      let path = "/" + tensor.slashedPath.split(separator: "/").dropLast().joined(separator: "/")
      let index = place[path] ?? layers.count
      if index == layers.count {
        place[path] = index
        layers.append(LayerDifference(path: path))
      }
      layers[index].tensors += 1
      layers[index].elements += row.elements
      layers[index].differing += row.differing
      if let distance = row.distance {
        layers[index].ulp = max(layers[index].ulp ?? 0, distance.ulp)
      }
    }
    return layers
  }
}
