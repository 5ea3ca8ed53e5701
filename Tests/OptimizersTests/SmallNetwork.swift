import Layers
import NumericsContract
import Tensors

/// Two linear layers with a batch norm between them: something of everything that is trained.
struct SmallNetwork: Layer {
  let encoder = Linear(from: 5, to: 4)
  let norm = BatchNorm(4)
  let head = Linear(from: 4, to: 3)
  var contents: Contents { ["encoder": encoder, "norm": norm, "head": head] }

  func callAsFunction(_ x: Tensor, _ context: Context) -> Tensor {
    head(norm(encoder(x, context), context).relu(), context)
  }

  /// Paths of the parameters, in order.
  static let paths = [
    "encoder.bias", "encoder.weight", "head.bias", "head.weight", "norm.bias", "norm.weight",
  ]

  /// A batch of six rows, another one for each number.
  static func batch(_ number: Int, on dispatcher: Dispatcher) -> Tensor {
    let stream = RandomStream(seed: 5, name: "batch", position: UInt64(number))
    return Tensor(stream.fillNormal(count: 30), shape: [6, 5], on: dispatcher)
  }

  /// Gradients of the mean square of the outputs, and the running averages moved.
  func gradients(_ batch: Tensor, _ model: Model) -> [Tensor?] {
    let dispatcher = batch.dispatcher
    let context = Context.training(on: dispatcher, at: .init(seed: 1))
    let loss = self(batch, context).square().mean()
    Observation.move([context.observations])
    return context.tape?.gradients(
      of: loss, startingFrom: Tensor([1 as Float], shape: [], on: dispatcher),
      for: model.parameters) ?? []
  }
}

extension Model {
  /// Bits of all parameters and buffers.
  func bits() throws -> [[UInt32]] {
    let tensors = parameters.map(\.value) + buffers.map(\.value)
    return try tensors.map { try $0.floats().map(\.canonicalBits) }
  }
}
