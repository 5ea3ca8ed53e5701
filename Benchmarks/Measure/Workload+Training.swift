import Lockstep

// What a training step is made of, and whole steps.
extension Workload {
  /// `cross-entropy|softmax|layer-norm|batch-norm ROWSxCOLUMNS forward|both`.
  static func rows(
    _ name: String, _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let sizes = try request.sizes("sizes")
    guard sizes.count == 2 else { throw RequestError(message: "\(name) takes ROWSxCOLUMNS") }
    let labels = inputs.labels(sizes[0], classes: sizes[1])
    let x = Parameter([sizes[0], sizes[1]], .uniform(bound: 3))
    switch name {
    case "cross-entropy":
      return try pass(&request, over: ["x": x], inputs) { crossEntropy($0[x], labels) }
    case "softmax":
      return try pass(&request, over: ["x": x], inputs) { $0[x].softmax() }
    case "layer-norm":
      let norm = LayerNorm(sizes[1])
      return try pass(&request, over: ["x": x, "norm": norm], inputs) { norm($0[x], $0) }
    default:
      let (scale, shift) = (
        Parameter([sizes[1]], .constant(1)), Parameter([sizes[1]], .constant(0))
      )
      return try pass(&request, over: ["x": x, "scale": scale, "shift": shift], inputs) {
        $0[x].batchNorm(gamma: $0[scale], beta: $0[shift], epsilon: 1e-5).output
      }
    }
  }

  /// A function of parameters: with the word `forward` alone, with `both` followed by the gradients of
  /// all parameters for a random upstream gradient.
  static func pass(
    _ request: inout Request, over contents: Contents, _ inputs: RandomInputs,
    _ function: @escaping (Context) -> Tensor
  ) throws -> Workload {
    let word = try request.word("pass")
    guard ["forward", "both"].contains(word) else {
      throw RequestError(message: "a pass is forward or both, not '\(word)'")
    }
    let dispatcher = inputs.dispatcher
    let model = Model(Parts(contents: contents), on: dispatcher, seed: 42)
    var results: [Tensor] = []
    if word == "forward" {
      return Workload(
        call: {
          results = [function(.evaluation(on: dispatcher, seed: 42))]
        },
        results: { results })
    }
    let shape = function(.evaluation(on: dispatcher, seed: 42)).shape
    let upstream = inputs.uniform(shape, name: "upstream")
    let gradientPass = GradientPass(dispatcher: dispatcher, parameters: model.parameters)
    return Workload(
      call: {
        let (value, gradients) = gradientPass.gradients(at: 0, from: upstream, function)
        results = [value] + gradients.compactMap { $0 }
      },
      results: { results })
  }

  /// `sgd|sgd-momentum|adam|adamw SIZES`: one update of a perceptron of those sizes.
  static func update(
    _ name: String, _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let optimizer = try optimizer(name)
    let model = Model(
      Perceptron(try request.sizes("sizes")), on: inputs.dispatcher, seed: 42)
    optimizer.prepare(model.parameters)
    let gradients = model.parameters.map { inputs.uniform($0.shape, name: $0.path) }
    return Workload(
      call: { optimizer.step(gradients) }, results: { model.parameters.map(\.value) })
  }

  /// `training-step SIZES BATCH OPTIMIZER plain|regularized`.
  static func trainingStep(
    _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let sizes = try request.sizes("sizes")
    let batch = try request.integer("batch size")
    let optimizer = try optimizer(try request.word("optimizer"))
    let network = Perceptron(sizes, regularized: try request.word("kind") == "regularized")
    let images = inputs.uniform([batch, sizes[0]], name: "images")
    let labels = inputs.labels(batch, classes: sizes[sizes.count - 1])
    return step(of: network, optimizer, inputs.dispatcher) { context in
      crossEntropy(network(images, context), labels)
    }
  }

  /// Steps of an optimizer that lower a loss.
  static func step(
    of network: any Layer, _ optimizer: any Optimizer, _ dispatcher: Dispatcher,
    _ loss: @escaping (Context) -> Tensor
  ) -> Workload {
    let model = Model(network, on: dispatcher, seed: 42)
    optimizer.prepare(model.parameters)
    let pass = GradientPass(dispatcher: dispatcher, parameters: model.parameters)
    var step = 0
    return Workload(
      call: {
        let (_, gradients) = pass.gradients(at: step, loss)
        dispatcher.during(.update) { optimizer.step(gradients) }
        step += 1
      },
      results: { model.parameters.map(\.value) })
  }

  static func optimizer(_ name: String) throws(RequestError) -> any Optimizer {
    switch name {
    case "sgd": SGD(learningRate: 1e-3)
    case "sgd-momentum": SGD(learningRate: 1e-3, momentum: 0.9)
    case "adam": Adam(learningRate: 1e-3)
    case "adamw": AdamW(learningRate: 1e-3)
    default: throw RequestError(message: "there is no optimizer '\(name)'")
    }
  }
}
