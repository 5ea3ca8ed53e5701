public import Devices
import NumericsContract
public import Tensors

/// What a model is made of: its layers with their parameters, the shapes of their outputs, and the work of a
/// forward pass.
///
///     let summary = try ModelSummary(of: model, maxDepth: -1, on: .cpu()) { context in
///       _ = model(Tensor.zeros([1, 64], on: context.dispatcher), context)
///     }
///     print(summary)
///
/// A layer's row covers everything below it, so the rows of one depth add up to the model. Operations belong
/// to the innermost layer that says `context.within(place)`; one that never says it has no output shape
/// here, and what it computes itself counts where it was called from.
public struct ModelSummary: Sendable {
  /// A layer, a list of layers, or a parameter that stands beside layers.
  public struct Row: Sendable, Equatable {
    /// Path within the model; empty for the model itself.
    public let path: String
    /// The layer's type.
    public let type: String
    /// Elements of its parameters.
    public let parameters: Int
    /// Elements of those that are not frozen.
    public let trainable: Int
    /// Shape of what its last call returned; nil when it was not called or did not say.
    public let output: [Int]?
    /// Floating-point operations of all its calls, as the catalogue counts them; nil without an example.
    public let operations: Int?
  }

  /// The model, then its layers, each before those below it.
  public let rows: [Row]
  /// Bytes of the parameters.
  public let byteCount: Int

  /// Elements of all parameters.
  public var parameters: Int { rows[0].parameters }
  /// Elements of the parameters that are not frozen.
  public var trainable: Int { rows[0].trainable }
  /// Floating-point operations of the forward pass; nil without an example.
  public var operations: Int? { rows[0].operations }

  /// Lists a model's layers, without output shapes and work.
  ///
  /// - Parameter maxDepth: Levels below the model; −1 for all.
  public init(of model: any Layer, maxDepth: Int = 1) {
    self.init(model, maxDepth, Observed())
  }

  /// Lists a model's layers and watches a forward pass.
  ///
  /// A model that has no values gets its first ones; one that has keeps them, on this device.
  ///
  /// - Parameters:
  ///   - maxDepth: Levels below the model; −1 for all.
  ///   - example: Calls the model in a context that evaluates, so that nothing of the model changes.
  /// - Throws: What the example throws, or `DeviceError`.
  public init(
    of model: any Layer, maxDepth: Int = 1, on device: any Device, seed: UInt64 = 42,
    example: (Context) throws -> Void
  ) throws {
    let dispatcher = Dispatcher(device: device)
    _ = try Model(keeping: model, on: dispatcher, seed: seed)
    try self.init(
      of: model, maxDepth: maxDepth, watching: .evaluation(on: dispatcher, seed: seed), example)
  }

  /// The same for a model that is bound to the context's device.
  init(
    of model: any Layer, maxDepth: Int, watching context: Context,
    _ example: (Context) throws -> Void
  ) throws {
    let counter = OperationProfiler(context.dispatcher.device) { .zero }
    var observed = Observed()
    context.onOutput = { observed.outputs[$0] = $1.shape.axes }
    try context.dispatcher.through(counter) {
      try context.dispatcher.during(.evaluation) { try example(context) }
    }
    context.onOutput = nil
    observed.operations = counter.spans.map { ($0.layer, $0.operations) }
    self.init(model, maxDepth, observed)
  }

  private init(_ model: any Layer, _ maxDepth: Int, _ observed: Observed) {
    precondition(maxDepth >= -1, "a summary of \(maxDepth) levels; -1 stands for all")
    let root = ModelTree(model)
    byteCount = root.parameters.reduce(0) { $0 + $1.byteCount }
    rows = root.nodes(maxDepth: maxDepth < 0 ? .max : maxDepth).map { node in
      Row(
        path: node.path, type: node.type,
        parameters: node.parameters.reduce(0) { $0 + $1.shape.count },
        trainable: node.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count },
        output: observed.outputs[node.path],
        operations: node.isLayer ? observed.operations(below: node.path) : nil)
    }
  }

  /// What a forward pass showed.
  private struct Observed {
    var outputs: [String: [Int]] = [:]
    /// Layer and work of each operation; nil when there was no pass.
    var operations: [(layer: String, count: Int)]?

    func operations(below path: String) -> Int? {
      operations?.reduce(0) { sum, operation in
        let isBelow =
          path.isEmpty || operation.layer == path || operation.layer.hasPrefix(path + ".")
        return isBelow ? sum + operation.count : sum
      }
    }
  }
}
