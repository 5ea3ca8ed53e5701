import CPUDevice
import Devices
import NumericsContract
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Optimizers against scalar code written from the rules, bit for bit over several steps.
@Suite("Optimizers")
struct OptimizerTests {
  static let stepCount = 7
  static let counts = [33, 5]

  struct Network: Layer {
    let parameters = OptimizerTests.counts.map { Parameter([$0], .normal(deviation: 0.7)) }
    var contents: Contents { ["a": parameters[0], "b": parameters[1]] }
  }

  /// Gradients of a step: b has none in step 2.
  static func gradients(_ step: Int) -> [[Float]?] {
    counts.enumerated().map { number, count in
      if number == 1 && step == 2 { return nil }
      return RandomStream(seed: 8, name: "gradient", call: UInt32(number), position: UInt64(step))
        .fillNormal(count: count)
    }
  }

  /// The two parameters before the first step, and their bits after each.
  private func run(
    _ optimizer: any Optimizer, on device: any Device,
    rates: (Int) -> Double? = { _ in nil }
  ) throws -> (start: [[Float]], steps: [[[UInt32]]]) {
    let dispatcher = Dispatcher(device: device)
    let network = Network()
    let model = Model(network, on: dispatcher, seed: 2)
    optimizer.prepare(model.parameters)
    let start = try model.parameters.map { try $0.value.floats() }
    let steps = try (0..<Self.stepCount).map { step in
      if let rate = rates(step) { optimizer.learningRate = rate }
      optimizer.step(
        Self.gradients(step).map { values in
          values.map { Tensor($0, shape: [$0.count], on: dispatcher) }
        })
      return try model.parameters.map { try $0.value.floats().map(\.bitPattern) }
    }
    return (start, steps)
  }

  private func devices() throws -> [any Device] {
    try InstructionSet.available.map { try CPUDevice(threads: 2, instructionSet: $0) }
      + [ReferenceDevice(), RemoteDevice()]
  }

  /// η μ λ Nesterov.
  @Test(
    "NUM-024: SGD, with momentum, look-ahead and weight decay",
    arguments: [
      (0.1, 0.0, 0.0, false), (0.1, 0.9, 0.0, false), (0.1, 0.9, 0.0, true),
      (0.07, 0.0, 0.01, false), (0.07, 0.8, 0.01, true), (0.0, 0.9, 1e-50, false),
    ])
  func sgd(eta: Double, mu: Double, lambda: Double, nesterov: Bool) throws {
    for device in try devices() {
      let found = try run(
        SGD(learningRate: eta, momentum: mu, nesterov: nesterov, weightDecay: lambda), on: device)
      var scalars = found.start.map {
        $0.map { ScalarSGD(p: $0, eta: eta, mu: mu, lambda: lambda, nesterov: nesterov) }
      }
      for step in 0..<Self.stepCount {
        for (number, gradient) in Self.gradients(step).enumerated() {
          guard let gradient else { continue }
          for index in gradient.indices { scalars[number][index].step(gradient[index]) }
        }
        #expect(
          found.steps[step] == scalars.map { $0.map(\.p.bitPattern) },
          "\(device.name), step \(step)")
      }
    }
  }

  /// η λ decoupled.
  @Test(
    "NUM-025, NUM-026: Adam and AdamW, with and without decay, and a parameter without gradient",
    arguments: [
      (0.01, 0.0, false), (0.01, 0.1, false), (0.01, 0.0, true), (0.01, 0.1, true),
      (1e-3, 1e-50, true),
    ])
  func adam(eta: Double, lambda: Double, decoupled: Bool) throws {
    let (beta1, beta2, epsilon) = (0.85, 0.99, 1e-7)
    for device in try devices() {
      let optimizer: any Optimizer =
        decoupled
        ? AdamW(learningRate: eta, betas: (beta1, beta2), epsilon: epsilon, weightDecay: lambda)
        : Adam(learningRate: eta, betas: (beta1, beta2), epsilon: epsilon, weightDecay: lambda)
      let found = try run(optimizer, on: device)
      var scalars = found.start.map {
        $0.map {
          ScalarAdam(
            p: $0, eta: eta, beta1: beta1, beta2: beta2, epsilon: epsilon, lambda: lambda,
            decoupled: decoupled)
        }
      }
      for step in 0..<Self.stepCount {
        for (number, gradient) in Self.gradients(step).enumerated() {
          for index in scalars[number].indices { scalars[number][index].step(gradient?[index]) }
        }
        #expect(
          found.steps[step] == scalars.map { $0.map(\.p.bitPattern) },
          "\(device.name), step \(step)")
      }
    }
  }

  /// η α μ λ; without α, Adagrad.
  @Test(
    "NUM-127, NUM-128: RMSprop and Adagrad, with and without momentum and decay",
    arguments: [
      (0.01, 0.9, 0.0, 0.0), (0.01, 0.95, 0.8, 0.1), (0.02, nil, 0, 0), (0.02, nil, 0, 0.1),
      (0.01, 0.9, 0, 1e-50),
    ] as [(Double, Double?, Double, Double)])
  func squareScaled(eta: Double, alpha: Double?, mu: Double, lambda: Double) throws {
    let epsilon = 1e-7
    for device in try devices() {
      let optimizer: any Optimizer =
        alpha.map {
          RMSprop(
            learningRate: eta, smoothing: $0, epsilon: epsilon, momentum: mu, weightDecay: lambda)
        } ?? Adagrad(learningRate: eta, epsilon: epsilon, weightDecay: lambda)
      let found = try run(optimizer, on: device)
      var scalars = found.start.map {
        $0.map {
          ScalarRMSprop(
            p: $0, eta: eta, alpha: alpha, epsilon: epsilon, mu: mu, lambda: lambda)
        }
      }
      for step in 0..<Self.stepCount {
        for (number, gradient) in Self.gradients(step).enumerated() {
          guard let gradient else { continue }
          for index in gradient.indices { scalars[number][index].step(gradient[index]) }
        }
        #expect(
          found.steps[step] == scalars.map { $0.map(\.p.bitPattern) },
          "\(device.name), step \(step)")
      }
    }
  }

  private func make(_ name: String) -> any Optimizer {
    switch name {
    case "rmsprop": RMSprop(momentum: 0.9, weightDecay: 0.1)
    case "adagrad": Adagrad(weightDecay: 0.1)
    case "adam": Adam(learningRate: 0.01, weightDecay: 0.1)
    case "adamw": AdamW(learningRate: 0.01)
    default: SGD(learningRate: 0.1, momentum: 0.9, nesterov: true)
    }
  }

  @Test(
    "NUM-003: powers are running products in the state: a restored optimizer goes on bit for bit",
    arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
  func restoring(name: String) throws {
    let dispatcher = Dispatcher(device: RemoteDevice())
    let original = make(name)
    #expect(original.name == name)
    let model = Model(Network(), on: dispatcher, seed: 2)
    original.prepare(model.parameters)
    func step(_ optimizer: any Optimizer, _ number: Int) {
      optimizer.step(
        Self.gradients(number).map { $0.map { Tensor($0, shape: [$0.count], on: dispatcher) } })
    }
    for number in 0..<3 { step(original, number) }
    original.learningRate = 0.02
    var writer = StateWriter()
    original.save(to: &writer)
    writer.group("model") { state in
      for parameter in model.parameters { state.write(parameter.path, parameter.value) }
    }
    let tree = try writer.finish()

    let other = Model(Network(), on: dispatcher, seed: 77)
    let restored = make(name)
    restored.prepare(other.parameters)
    let reader = StateReader(tree)
    try restored.restore(from: reader)
    try reader.group("model") { (state) throws(StateError) in
      for parameter in other.parameters { try state.read(parameter.path, into: parameter.value) }
    }
    try reader.finish()
    #expect(restored.learningRate == 0.02)
    for number in 3..<Self.stepCount {
      step(original, number)
      step(restored, number)
    }
    var writers = [StateWriter(), StateWriter()]
    original.save(to: &writers[0])
    restored.save(to: &writers[1])
    #expect(try writers[0].finish() == writers[1].finish())
    for (left, right) in zip(model.parameters, other.parameters) {
      #expect(try left.value.bytes() == right.value.bytes())
    }
  }

  /// What a process wrote to standard error before it ended.
  private func text(_ result: ExitTest.Result?) -> String {
    result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
  }

  @Test("an optimizer with impossible settings stops the program and says which")
  func refusals() async {
    let nesterov = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = SGD(learningRate: 0.1, nesterov: true) }
    #expect(text(nesterov).contains("Nesterov needs momentum"))
    let betas = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Adam(betas: (0.9, 1))
    }
    #expect(text(betas).contains("betas must be in 0 ..< 1"))
  }
}
