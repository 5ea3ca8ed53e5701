import Devices
import Tensors
import Testing

/// Parameters with given values on one device, and a pass that trains them.
struct TrainingPass {
  /// A layer that is nothing but parameters.
  private struct Values: Layer {
    let parameters: [Parameter]
    var contents: Contents { Contents(parameters.enumerated().map { ("value\($0)", $1) }) }
  }

  let parameters: [Parameter]
  let context: Context

  init(_ inputs: [(values: [Float], shape: Shape)], on device: any Device) {
    let dispatcher = Dispatcher(device: device)
    parameters = inputs.map { Parameter($0.shape, .constant(0)) }
    _ = Model(Values(parameters: parameters), on: dispatcher, seed: 0)
    for (parameter, input) in zip(parameters, inputs) {
      parameter.value.overwrite(
        with: input.values.flatMap { LittleEndian.bytes(of: $0.bitPattern) })
    }
    context = .training(on: dispatcher, at: .init(seed: 0))
  }

  /// The parameters, tracked.
  var tensors: [Tensor] { parameters.map { context[$0] } }

  /// A constant.
  func constant(_ values: [Float], _ shape: Shape) -> Tensor {
    Tensor(values, shape: shape, on: context.dispatcher)
  }

  /// Gradients of Σ upstreamᵢ · outputᵢ with respect to the parameters.
  func gradients(of output: Tensor, from upstream: [Float]) throws -> [[Float]] {
    let tape = try #require(context.tape)
    let seed = constant(upstream, output.shape)
    return try tape.gradients(of: output, startingFrom: seed, for: parameters).map {
      try #require($0).floats()
    }
  }
}
