public import Devices
internal import NumericsContract

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
  /// - Parameter precision: In binary64 the first values are those of binary32, which it holds exactly
  ///   (NUM-156).
  /// - Precondition: no parameter and no buffer is reached by two paths.
  public init(
    _ root: any Layer, on dispatcher: Dispatcher, seed: UInt64, precision: Precision = .single
  ) {
    self.init(placing: root)
    let type = precision.numberType
    for parameter in parameters { parameter.bind(to: dispatcher, seed: seed, type: type) }
    for buffer in buffers { buffer.bind(to: dispatcher, type: type) }
  }

  /// Walks a layer's contents; what has values keeps them, on this device, converted if they are of
  /// another precision.
  ///
  /// - Throws: `DeviceError` when values could not be read from the device where they are.
  public init(
    keeping root: any Layer, on dispatcher: Dispatcher, seed: UInt64,
    precision: Precision = .single
  ) throws(DeviceError) {
    self.init(placing: root)
    let type = precision.numberType
    for parameter in parameters { try parameter.move(to: dispatcher, seed: seed, type: type) }
    for buffer in buffers { try buffer.move(to: dispatcher, type: type) }
  }

  /// Writes every parameter and buffer.
  public func save(to state: inout StateWriter) {
    for parameter in parameters { state.write(parameter.path, parameter.value) }
    for buffer in buffers { state.write(buffer.path, buffer.value) }
  }

  /// Takes back what `save` wrote.
  public func restore(from state: StateReader) throws(StateError) {
    for parameter in parameters { try state.read(parameter.path, into: parameter.value) }
    for buffer in buffers { try state.read(buffer.path, into: buffer.value) }
  }

  private init(placing root: any Layer) {
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
    found.sort { $0.path.precedesInUTF8($1.path) }
    for entry in found { entry.parameter.place(at: entry.path) }
    parameters = found.map(\.parameter)
    buffers.sort { $0.path.precedesInUTF8($1.path) }
    for entry in buffers { entry.buffer.place(at: entry.path) }
    self.buffers = buffers.map(\.buffer)
    self.randomPlaces = randomPlaces.sorted { $0.precedesInUTF8($1) }
  }

  /// The parameters of a part of this model, in ascending UTF-8 order of path.
  ///
  /// - Precondition: the part's parameters belong to this model.
  public func parameters(of part: any Layer) -> [Parameter] {
    var found: [Parameter] = []
    Model.walk(part, path: "") { _, part in
      if let parameter = part as? Parameter { found.append(parameter) }
    }
    let chosen = ParameterSet(found)
    let own = parameters.filter { chosen.contains($0) }
    precondition(
      own.count == found.count,
      "\(found.count - own.count) parameters of \(type(of: part)) do not belong to the model")
    return own
  }

  static func walk(
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
