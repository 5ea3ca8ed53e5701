import Lockstep

/// Something to call again and again, and the tensors that hold what it computed.
struct Workload {
  let call: () -> Void
  let results: () -> [Tensor]

  /// SHA-256 of the results' bytes.
  func digest() throws -> SHA256Digest {
    var hasher = SHA256Hasher()
    for tensor in results() { hasher.update(bytes: try tensor.bytes()) }
    return hasher.finalize()
  }

  /// The workload that a request names.
  static func named(_ request: inout Request, on dispatcher: Dispatcher) throws -> Workload {
    let inputs = RandomInputs(dispatcher: dispatcher)
    let name = try request.word("workload")
    switch name {
    case "gemm": return try gemm(&request, inputs)
    case "add", "relu", "exp", "log", "tanh", "sigmoid", "gelu", "silu":
      return try elementwise(name, &request, inputs)
    case "dropout": return try dropout(&request, inputs)
    case "sum": return try sum(&request, inputs)
    case "cross-entropy", "softmax", "layer-norm", "batch-norm":
      return try rows(name, &request, inputs)
    case "sgd", "sgd-momentum", "adam", "adamw": return try update(name, &request, inputs)
    case "training-step": return try trainingStep(&request, inputs)
    case "network-step": return try networkStep(&request, inputs)
    case "convolution": return try convolution(&request, inputs)
    case "attention": return try attention(&request, inputs)
    case "fit": return try fit(&request, inputs)
    default: throw RequestError(message: "there is no workload '\(name)'")
    }
  }

  /// Performs one operation of the catalogue into memory that is there already.
  static func performing(_ operation: Operation, into output: Tensor) -> Workload {
    let dispatcher = output.dispatcher
    return Workload(call: { dispatcher.perform(operation) }, results: { [output] })
  }
}

/// Tensors of random numbers, the same in every process.
struct RandomInputs {
  let dispatcher: Dispatcher

  /// Uniform in `low ..< high`.
  func uniform(_ shape: Shape, _ low: Float = -1, _ high: Float = 1, name: String) -> Tensor {
    let stream = RandomStream(seed: 42, name: name)
    let values = (0..<shape.count).map { low + stream.uniform(at: $0) * (high - low) }
    return Tensor(values, shape: shape, on: dispatcher)
  }

  /// Class indices.
  func labels(_ count: Int, classes: Int, name: String = "labels") -> Tensor {
    let stream = RandomStream(seed: 42, name: name)
    let values = (0..<count).map { Int32(stream.word(at: $0) % UInt32(classes)) }
    return Tensor(values, shape: [count], on: dispatcher)
  }

  /// Memory for results.
  func output(_ shape: Shape) -> Tensor {
    Tensor(dispatcher.allocate(shape.count), shape: shape, on: dispatcher)
  }
}
