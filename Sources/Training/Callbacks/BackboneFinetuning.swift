public import CanonicalJSON
public import Tensors

/// Trains a head first and its backbone later: the backbone is frozen until an epoch begins.
///
/// What is frozen is part of the state, so a resumed run goes on with the same parameters.
public final class BackboneFinetuning: Callback {
  /// How the backbone is told.
  private enum Backbone {
    case layer(any Layer)
    case path(String)
  }

  public let name = "backboneFinetuning"
  private let backbone: Backbone
  private let epoch: Int
  private var parameters: [Parameter] = []

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - backbone: A layer of the model that is trained.
  ///   - epoch: The first epoch, counted from 0, in which it is trained.
  public convenience init(_ backbone: any Layer, unfreezingAtEpoch epoch: Int = 10) {
    self.init(.layer(backbone), epoch)
  }

  /// Creates the callback for the layer at a path of the model, such as `encoder.0`.
  ///
  /// A run throws `TrainingError.configuration` when its model has no parameter there.
  public convenience init(at path: String, unfreezingAtEpoch epoch: Int = 10) {
    self.init(.path(path), epoch)
  }

  private init(_ backbone: Backbone, _ epoch: Int) {
    precondition(epoch >= 0, "a backbone that is unfrozen at epoch \(epoch)")
    self.backbone = backbone
    self.epoch = epoch
  }

  public var configuration: JSONValue? {
    switch backbone {
    case .layer: ["unfreezingAtEpoch": .integer(epoch)]
    case .path(let path): ["backbone": .string(path), "unfreezingAtEpoch": .integer(epoch)]
    }
  }

  public func setup(_ run: Run) throws {
    guard run.stage == .fit else { return }
    parameters = try parameters(of: run.model)
    for parameter in parameters { parameter.isTrainable = false }
  }

  public func onTrainEpochStart(_ run: Run) {
    guard run.epoch >= epoch else { return }
    for parameter in parameters { parameter.isTrainable = true }
  }

  private func parameters(of model: Model) throws(TrainingError) -> [Parameter] {
    switch backbone {
    case .layer(let layer): return model.parameters(of: layer)
    case .path(let path):
      let found = model.parameters.filter { $0.path == path || $0.path.hasPrefix(path + ".") }
      guard found.isEmpty else { return found }
      let layers = BackboneFinetuning.layers(of: model)
      throw TrainingError(
        .configuration,
        "backboneFinetuning.backbone: the model has no layer with parameters at '\(path)'"
          + NearestName.hint(path, among: layers) + "; there are "
          + layers.joined(separator: ", "))
    }
  }

  /// Paths of the layers that have parameters, in the order of these.
  private static func layers(of model: Model) -> [String] {
    var layers: [String] = []
    for parameter in model.parameters {
      let parts = parameter.path.split(separator: ".")
      for count in 1..<max(1, parts.count) {
        let path = parts.prefix(count).joined(separator: ".")
        if !layers.contains(path) { layers.append(path) }
      }
    }
    return layers
  }
}
