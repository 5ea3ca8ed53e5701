import Lockstep

// Steps of whole networks, and the operations that they spend their time in.
extension Workload {
  /// `network-step cnn|resnet|gpt|lstm OPTIMIZER`.
  static func networkStep(
    _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let name = try request.word("network")
    let network: any Network
    switch name {
    case "cnn": network = ConvolutionalNetwork()
    case "resnet": network = ResidualNetwork()
    case "gpt": network = CharacterTransformer()
    case "lstm": network = RecurrentNetwork()
    default: throw RequestError(message: "there is no network '\(name)'")
    }
    let optimizer = try optimizer(try request.word("optimizer"))
    return step(of: network, optimizer, inputs)
  }

  private static func step(
    of network: some Network, _ optimizer: any Optimizer, _ inputs: RandomInputs
  ) -> Workload {
    let batch = type(of: network).batch(inputs)
    return step(of: network, optimizer, inputs.dispatcher) { context in
      crossEntropy(network.scores(batch.inputs, context), batch.labels)
    }
  }

  /// `convolution NxHxWxC OUTPUTSxKERNELxSTRIDExPADDINGxGROUPS forward|both`.
  static func convolution(
    _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let images = try request.sizes("images")
    let filters = try request.numbers("filters")
    guard images.count == 4, filters.count == 5 else {
      throw RequestError(message: "convolution takes NxHxWxC and five numbers for the filters")
    }
    let convolution = Conv2D(
      from: images[3], to: filters[0], kernel: Size2D(filters[1]), stride: Size2D(filters[2]),
      padding: Padding2D(filters[3]), groups: filters[4])
    let image = Parameter(Shape(images), .uniform(bound: 1))
    return try pass(&request, over: ["image": image, "convolution": convolution], inputs) {
      convolution($0[image], $0)
    }
  }

  /// `attention BATCHxTOKENSxHEADSxSIZE forward|both`: causal, on a joint projection.
  static func attention(
    _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let sizes = try request.sizes("sizes")
    guard sizes.count == 4 else {
      throw RequestError(message: "attention takes BATCHxTOKENSxHEADSxSIZE")
    }
    let packed = Parameter([sizes[0], sizes[1], 3 * sizes[2] * sizes[3]], .uniform(bound: 1))
    return try pass(&request, over: ["packed": packed], inputs) {
      $0[packed].packedAttention(heads: sizes[2], causal: true)
    }
  }
}
