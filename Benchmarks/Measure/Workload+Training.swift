import Lockstep

// What a training step is made of, and whole steps.
extension Workload {
  private struct OneTensor: Layer {
    let x: Parameter
    let norm: LayerNorm?
    var contents: Contents {
      var parts: [(String, any LayerPart)] = [("x", x)]
      if let norm { parts.append(("norm", norm)) }
      return Contents(parts)
    }
  }

  /// `cross-entropy|layer-norm ROWSxCOLUMNS forward|both`; both: the gradients as well.
  static func rows(
    _ name: String, _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let sizes = try request.sizes("sizes")
    let pass = try request.word("pass")
    guard sizes.count == 2, ["forward", "both"].contains(pass) else {
      throw RequestError(message: "\(name) takes ROWSxCOLUMNS and forward or both")
    }
    let dispatcher = inputs.dispatcher
    let labels = inputs.labels(sizes[0], classes: sizes[1])
    let layer = OneTensor(
      x: Parameter([sizes[0], sizes[1]], .uniform(bound: 3)),
      norm: name == "layer-norm" ? LayerNorm(sizes[1]) : nil)
    let model = Model(layer, on: dispatcher, seed: 42)
    func output(_ context: Context) -> Tensor {
      layer.norm?(context[layer.x], context) ?? crossEntropy(context[layer.x], labels)
    }
    var results: [Tensor] = []
    if pass == "forward" {
      return Workload(
        call: { results = [output(Context.evaluation(on: dispatcher, seed: 42))] },
        results: { results })
    }
    let gradientPass = GradientPass(dispatcher: dispatcher, parameters: model.parameters)
    return Workload(
      call: {
        let (loss, gradients) = gradientPass.gradients(at: 0) { context in
          let value = output(context)
          return value.count == 1 ? value : value.sum()
        }
        results = [loss] + gradients.compactMap { $0 }
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
    let model = Model(network, on: inputs.dispatcher, seed: 42)
    optimizer.prepare(model.parameters)
    let images = inputs.uniform([batch, sizes[0]], name: "images")
    let labels = inputs.labels(batch, classes: sizes[sizes.count - 1])
    let pass = GradientPass(dispatcher: inputs.dispatcher, parameters: model.parameters)
    var step = 0
    return Workload(
      call: {
        let (_, gradients) = pass.gradients(at: step) { context in
          crossEntropy(network(images, context), labels)
        }
        pass.dispatcher.during(.update) { optimizer.step(gradients) }
        step += 1
      },
      results: { model.parameters.map(\.value) })
  }

  private static func optimizer(_ name: String) throws(RequestError) -> any Optimizer {
    switch name {
    case "sgd": SGD(learningRate: 1e-3)
    case "sgd-momentum": SGD(learningRate: 1e-3, momentum: 0.9)
    case "adam": Adam(learningRate: 1e-3)
    case "adamw": AdamW(learningRate: 1e-3)
    default: throw RequestError(message: "there is no optimizer '\(name)'")
    }
  }
}
