import Devices
import NumericsContract
import Optimizers
import Tensors
import Testing

/// Rules about which operations a training step consists of, proved through the tape.
struct TapeRuleTests {
  /// A layer that is nothing but parameters.
  private struct Values: Layer {
    let parameters: [Parameter]
    var contents: Contents {
      Contents(parameters.enumerated().map { ("value\($0)", $1) })
    }
  }

  /// Parameters with given values, on one device.
  private struct Setting {
    let parameters: [Parameter]
    let context: Context

    init(_ values: [[Float]], on device: any Device) {
      let dispatcher = Dispatcher(device: device)
      let parameters = values.map { Parameter([$0.count], .constant(0)) }
      let model = Model(Values(parameters: parameters), on: dispatcher, seed: 0)
      for (parameter, values) in zip(parameters, values) {
        parameter.value.overwrite(with: HostArray(values).bytes)
      }
      precondition(model.parameters.count == values.count, "one parameter for each array")
      self.parameters = parameters
      context = .training(on: dispatcher, at: .init(seed: 0))
    }

    func tensor(_ values: [Float]) -> Tensor {
      Tensor(values, shape: [values.count], on: context.dispatcher)
    }

    /// The gradients' bits.
    func gradients(of output: Tensor, from upstream: Tensor) throws -> [HostArray] {
      let tape = try #require(context.tape)
      return try tape.gradients(of: output, startingFrom: upstream, for: parameters).map {
        HostArray(.float32, bytes: try #require($0).bytes())
      }
    }
  }

  @Test("NUM-017: the last consumer's contribution comes first, earlier ones follow in reverse")
  func fanOut() throws {
    for vector in try GoldenVector.of("NUM-017") {
      let factors = try vector.inputs.map { try $0.floats }
      for contestant in try Contestant.oneOfEachKind() {
        let ones = [Float](repeating: 1, count: factors[0].count)
        let setting = Setting([ones], on: contestant.device)
        // Consumer i contributes 1 · factor i; the sum's own gradients are the upstream one.
        let value = setting.context[setting.parameters[0]]
        let products = factors.map { value * setting.tensor($0) }
        let total = products.dropFirst().reduce(products[0], +)
        try expect(
          setting.gradients(of: total, from: setting.tensor(ones)), vector.outputs,
          "\(contestant.name): \(vector.name)")
      }
    }
  }

  @Test("NUM-020: the mean squared error and its gradient")
  func meanSquaredErrors() throws {
    for vector in try GoldenVector.of("NUM-020") {
      let inputs = try vector.inputs.map { try $0.floats }
      for contestant in try Contestant.oneOfEachKind() {
        let setting = Setting([inputs[0]], on: contestant.device)
        let prediction = setting.context[setting.parameters[0]]
        let loss = meanSquaredError(prediction, setting.tensor(inputs[1]))
        let upstream = Tensor(inputs[2], shape: [], on: setting.context.dispatcher)
        let gradients = try setting.gradients(of: loss, from: upstream)
        try expect(
          [HostArray(.float32, bytes: loss.bytes())] + gradients, vector.outputs,
          "\(contestant.name): \(vector.name)")
      }
    }
  }

  @Test("NUM-031: the gradient of a quotient is dy ÷ b and −((dy · y) ÷ b)")
  func quotients() throws {
    for vector in try GoldenVector.of("NUM-031") {
      let inputs = try vector.inputs.map { try $0.floats }
      for contestant in try Contestant.oneOfEachKind() {
        let setting = Setting(Array(inputs.prefix(2)), on: contestant.device)
        let quotient =
          setting.context[setting.parameters[0]] / setting.context[setting.parameters[1]]
        try expect(
          setting.gradients(of: quotient, from: setting.tensor(inputs[2])), vector.outputs,
          "\(contestant.name): \(vector.name)")
      }
    }
  }

  @Test("NUM-029: a uniform start is RN(RN(u · 2b) − b)")
  func initialValues() throws {
    for vector in try GoldenVector.of("NUM-029") {
      let expected = try vector.outputs[0].floats
      let found = Initializer.fanIn(vector.integers[0])
        .values(count: expected.count, seed: 42, path: "hidden.weight")
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test("NUM-030: a cosine schedule takes the correctly rounded cospi")
  func schedules() throws {
    for vector in try GoldenVector.of("NUM-030") {
      let schedule = LearningRateSchedule.cosine(
        total: vector.integers[0], warmUp: 0, floor: try vector.scalar(1))
      let base = try vector.scalar(0)
      let expected = try vector.outputs[0].doubles
      let found = expected.indices.map { schedule.rate(base: base, at: $0) }
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  private func expect(
    _ found: [HostArray], _ expected: [GoldenVector.Content], _ label: String
  ) throws {
    try #require(found.count == expected.count)
    for (number, (found, expected)) in zip(found, expected).enumerated() {
      let difference = found.firstDifference(from: try expected.array, exact: false)
      #expect(difference == nil, "\(label): result \(number) differs")
    }
  }
}
