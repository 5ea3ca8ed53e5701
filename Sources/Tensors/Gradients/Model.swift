/// A model's parameters and buffers by path, once it is bound to a device.
public struct Model {
  /// Parameters in ascending UTF-8 order of path: the order of clipping, files and listings.
  public let parameters: [Parameter]
  /// Tensors that belong to the model but are not trained, in the same order.
  public let buffers: [Buffer]
  /// Paths of the layers that draw random numbers while training, in the same order.
  public let randomPlaces: [String]

  /// Walks a layer's contents, gives every part its path and every parameter its first values.
  ///
  /// - Precondition: no parameter and no buffer is reached by two paths.
  public init(_ root: any Layer, on dispatcher: Dispatcher, seed: UInt64) {
    var found: [(path: String, parameter: Parameter)] = []
    var buffers: [(path: String, buffer: Buffer)] = []
    var places: [String] = []
    var randomPlaces: [String] = []
    Model.walk(root, path: "") { path, part in
      if let parameter = part as? Parameter {
        if let other = found.first(where: { $0.parameter === parameter }) {
          preconditionFailure("'\(other.path)' and '\(path)' are the same parameter")
        }
        found.append((path, parameter))
      } else if let buffer = part as? Buffer {
        if let other = buffers.first(where: { $0.buffer === buffer }) {
          preconditionFailure("'\(other.path)' and '\(path)' are the same buffer")
        }
        buffers.append((path, buffer))
      } else if let layer = part as? any PlacedLayer {
        precondition(
          !places.contains(path) && (layer.place.path.isEmpty || layer.place.path == path),
          "layer '\(layer.place.path)' is also reached as '\(path)'")
        layer.place.path = path
        places.append(path)
        if layer.drawsRandomNumbers { randomPlaces.append(path) }
      }
    }
    found.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for entry in found { entry.parameter.bind(path: entry.path, to: dispatcher, seed: seed) }
    parameters = found.map(\.parameter)
    buffers.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for entry in buffers { entry.buffer.bind(path: entry.path, to: dispatcher) }
    self.buffers = buffers.map(\.buffer)
    self.randomPlaces = randomPlaces.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func walk(
    _ part: any LayerPart, path: String, _ visit: (String, any LayerPart) -> Void
  ) {
    func join(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
    visit(path, part)
    if let layer = part as? any Layer {
      for (name, child) in layer.contents.parts { walk(child, path: join(name), visit) }
    } else if let list = part as? [any LayerPart] {
      for (index, child) in list.enumerated() { walk(child, path: join("\(index)"), visit) }
    }
  }
}
