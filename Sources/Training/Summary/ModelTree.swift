import Tensors

/// A part of a model with its path and what is below it, for people.
struct ModelTree {
  let path: String
  let type: String
  /// Parameters of this part and of those below it.
  let parameters: [Parameter]
  /// Parts below; none for a layer that is made of tensors alone.
  let parts: [ModelTree]
  /// Whether it can be called, or is a list of such.
  let isLayer: Bool

  init(_ model: any Layer) {
    self.init(layer: model, at: "")
  }

  /// This part and those at most so many levels below it, each before what is below it.
  func nodes(maxDepth: Int) -> [ModelTree] {
    guard maxDepth > 0 else { return [self] }
    return [self] + parts.flatMap { $0.nodes(maxDepth: maxDepth - 1) }
  }

  private init(layer: any Layer, at path: String) {
    self.init("\(Swift.type(of: layer))", at: path, of: layer.contents.parts)
  }

  private init(
    _ type: String, at path: String, of parts: [(name: String, part: any LayerPart)]
  ) {
    let trees = parts.compactMap { name, part in
      ModelTree.tree(of: part, at: path.isEmpty ? name : "\(path).\(name)")
    }
    self.init(
      path: path, type: type, parameters: trees.flatMap(\.parameters),
      parts: trees.contains(where: \.isLayer) ? trees : [], isLayer: true)
  }

  private init(
    path: String, type: String, parameters: [Parameter], parts: [ModelTree], isLayer: Bool
  ) {
    self.path = path
    self.type = type
    self.parameters = parameters
    self.parts = parts
    self.isLayer = isLayer
  }

  /// Nil for a buffer and for a part that there is not.
  private static func tree(of part: any LayerPart, at path: String) -> ModelTree? {
    if let parameter = part as? Parameter {
      return ModelTree(
        path: path, type: "Parameter", parameters: [parameter], parts: [], isLayer: false)
    }
    if let layer = part as? any Layer { return ModelTree(layer: layer, at: path) }
    guard let list = part as? [any LayerPart] else { return nil }
    return ModelTree(
      "list of \(list.count)", at: path,
      of: list.enumerated().map { ("\($0.offset)", $0.element) })
  }
}
