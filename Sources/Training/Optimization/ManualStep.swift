public import Optimizers
public import Tensors

/// A training step of manual optimization: backward passes and updates in any order.
public final class ManualStep {
  /// The run, as hooks see it.
  public let run: Run
  /// The micro-batch's place in the epoch, from 0.
  public let batch: Int
  private let perform: any ManualSteps

  /// What a step may ask of its loop.
  protocol ManualSteps: AnyObject {
    func backward(
      _ names: [String], _ loss: (Batch, Context) throws -> Tensor
    ) throws -> Tensor
    func update(_ name: String, clipNorm: Double?) throws
    func zeroGrad(_ name: String) throws
    func optimizer(_ name: String) -> any Optimizer
  }

  init(_ run: Run, batch: Int, _ perform: any ManualSteps) {
    self.run = run
    self.batch = batch
    self.perform = perform
  }

  /// The optimizer of a name.
  public func optimizer(_ name: String) -> any Optimizer { perform.optimizer(name) }

  /// Computes a loss and adds its gradients to those that the named optimizers wait with.
  ///
  /// Only their parameters are tracked: all others are constants here, so no work is done for gradients
  /// that nobody uses (Lightning's toggled optimizer). With several logical shards the loss is computed
  /// once a shard, on its rows, as in automatic optimization.
  ///
  /// - Parameter loss: Computes a scalar from the batch; random numbers it draws differ from those of
  ///   other passes of the step.
  /// - Returns: The micro-batch's mean loss, on the device.
  @discardableResult
  public func backward(
    _ names: String..., loss: (Batch, Context) throws -> Tensor
  ) throws -> Tensor {
    try perform.backward(names, loss)
  }

  /// Updates an optimizer's parameters by the gradients it waits with, then forgets these.
  ///
  /// Nothing is divided: gradients of several backward passes are used as their sum. Its schedule moves on
  /// by one.
  ///
  /// - Parameter clipNorm: Largest common norm of the gradients, or nil for no clipping.
  public func update(_ name: String, clipNorm: Double? = nil) throws {
    try perform.update(name, clipNorm: clipNorm)
  }

  /// Forgets the gradients that an optimizer waits with.
  public func zeroGrad(_ name: String) throws { try perform.zeroGrad(name) }
}
