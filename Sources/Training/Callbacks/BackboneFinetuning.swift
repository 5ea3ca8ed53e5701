public import CanonicalJSON
public import Tensors

/// Trains a head first and its backbone later: the backbone is frozen until an epoch begins.
///
/// What is frozen is part of the state, so a resumed run goes on with the same parameters.
public final class BackboneFinetuning: Callback {
  public let name = "backboneFinetuning"
  private let backbone: any Layer
  private let epoch: Int

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - backbone: A layer of the model that is trained.
  ///   - epoch: The first epoch, counted from 0, in which it is trained.
  public init(_ backbone: any Layer, unfreezingAtEpoch epoch: Int = 10) {
    precondition(epoch >= 0, "a backbone that is unfrozen at epoch \(epoch)")
    self.backbone = backbone
    self.epoch = epoch
  }

  public var configuration: JSONValue? { ["unfreezingAtEpoch": .integer(epoch)] }

  public func setup(_ run: Run) {
    if run.stage == .fit { backbone.freeze() }
  }

  public func onTrainEpochStart(_ run: Run) {
    if run.epoch >= epoch { backbone.unfreeze() }
  }
}
