import CPUDevice
import Devices
import Layers
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Each layer forward and backward: one answer, whatever the device.
@Suite("Layers on devices")
struct LayerAgreementTests {
  /// A layer to be made anew for every device.
  struct Subject: Sendable, CustomTestStringConvertible {
    let name: String
    var shape: Shape = [29, 37]
    let make: @Sendable () -> any UnaryLayer
    var testDescription: String { name }
  }

  static let subjects = [
    Subject(name: "Linear") { Linear(from: 37, to: 19) },
    Subject(name: "Linear without bias") { Linear(from: 37, to: 19, bias: false) },
    Subject(name: "ReLU") { ReLU() },
    Subject(name: "Tanh") { Tanh() },
    Subject(name: "Sigmoid") { Sigmoid() },
    Subject(name: "Softplus") { Softplus() },
    Subject(name: "SiLU") { SiLU() },
    Subject(name: "GELU") { GELU() },
    Subject(name: "GELU, tanh form") { GELU(.tanh) },
    Subject(name: "Dropout") { Dropout(0.4) },
    Subject(name: "LayerNorm") { LayerNorm(37) },
    Subject(name: "GroupNorm") { GroupNorm(groups: 1, channels: 37) },
    Subject(name: "RMSNorm") { RMSNorm(37) },
    Subject(name: "BatchNorm") { BatchNorm(37) },
    Subject(name: "Sequential") {
      Sequential(
        Linear(from: 37, to: 40), LayerNorm(40), ReLU(), Dropout(0.25), Linear(from: 40, to: 3))
    },
    Subject(name: "MultiHeadAttention", shape: [3, 7, 12]) { MultiHeadAttention(12, heads: 3) },
    Subject(name: "MultiHeadAttention, causal", shape: [2, 17, 10]) {
      MultiHeadAttention(10, heads: 1, causal: true)
    },
    Subject(name: "TransformerBlock", shape: [2, 5, 12]) {
      TransformerBlock(12, heads: 2, causal: true, dropout: 0.25)
    },
  ]

  /// Bits of the outputs of an evaluation and of a training pass, and of all gradients.
  private func bits(_ subject: Subject, on device: any Device) throws -> [[UInt32]] {
    let dispatcher = Dispatcher(device: device)
    let layer = subject.make()
    let input = Parameter(subject.shape, .normal(deviation: 1.5))
    let model = Model(
      Whole(layer: layer, input: input), on: dispatcher, seed: 4)
    let evaluation = Context.evaluation(on: dispatcher, seed: 4)
    let training = Context.training(on: dispatcher, at: .init(seed: 4, microBatch: 6))
    let output = layer(training[input], training)
    let tape = try #require(training.tape)
    let upstream = Tensor(
      RandomStream(seed: 4, name: "upstream").fillNormal(count: output.count),
      shape: output.shape, on: dispatcher)
    let gradients = tape.gradients(
      of: output, startingFrom: upstream, for: model.parameters)
    return try ([layer(input.value, evaluation), output] + gradients.map { try #require($0) })
      .map { try $0.floats().map(\.canonicalBits) }
  }

  private struct Whole: Layer {
    let layer: any UnaryLayer
    let input: Parameter
    var contents: Contents { ["layer": layer, "input": input] }
  }

  @Test(
    "NUM-032: a layer has the same bits, forward and backward, on every device",
    arguments: subjects)
  func agreement(_ subject: Subject) throws {
    let expected = try bits(subject, on: ReferenceDevice())
    #expect(expected.allSatisfy { !$0.isEmpty })
    for threads in [1, 3] {
      for set in InstructionSet.available {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        let found = try bits(subject, on: device)
        #expect(found == expected, "cpu, threads \(threads), \(set.rawValue)")
      }
    }
    #expect(try bits(subject, on: RemoteDevice()) == expected)
  }

  /// Values of a layer's output without training.
  private func output(_ layer: any UnaryLayer, _ input: [Float], _ shape: Shape) throws -> [Float] {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    _ = Model(Whole(layer: layer, input: Parameter([1], .constant(0))), on: dispatcher, seed: 1)
    let context = Context.evaluation(on: dispatcher, seed: 1)
    return try layer(Tensor(input, shape: shape, on: dispatcher), context).floats()
  }

  @Test("NUM-008: a linear layer is the product with the transposed weight, and then the bias")
  func linear() throws {
    let layer = Linear(from: 3, to: 2)
    let x: [Float] = [0.1, 0.6, 0.3, -1, 2, 0.25]
    let found = try output(layer, x, [2, 3])
    let (weight, bias) = (try layer.weight.value.floats(), try #require(layer.bias).value.floats())
    for row in 0..<2 {
      for column in 0..<2 {
        var sum: Float = 0
        for k in 0..<3 { sum.addProduct(x[row * 3 + k], weight[column * 3 + k]) }
        let expected = sum + bias[column]
        #expect(found[row * 2 + column].bitPattern == expected.bitPattern)
      }
    }
    #expect(layer.weight.shape == [2, 3])
    #expect(layer.weight.initializer == .fanIn(3))
  }

  @Test("NUM-015: layer norm starts with scale 1 and shift 0; equal elements give the shift")
  func layerNorm() throws {
    let layer = LayerNorm(4)
    let found = try output(layer, [3, 3, 3, 3], [1, 4])
    #expect(found.map(\.bitPattern) == [0, 0, 0, 0])
    let scale = try layer.weight.value.floats()
    let shift = try layer.bias.value.floats()
    #expect(scale == [1, 1, 1, 1])
    #expect(shift == [0, 0, 0, 0])
  }

  @Test("a chain's layers are named by their places")
  func sequential() {
    let layer = Sequential(Linear(from: 2, to: 3), ReLU(), Sequential(Linear(from: 3, to: 1)))
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let model = Model(layer, on: dispatcher, seed: 1)
    #expect(
      model.parameters.map(\.path) == ["0.bias", "0.weight", "2.0.bias", "2.0.weight"])
    #expect(layer.layers.map(\.place.path) == ["0", "1", "2"])
  }

  @Test("a linear layer of the wrong width is named when the program stops")
  func refusal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let layer = Sequential(Linear(from: 2, to: 3), Linear(from: 4, to: 1))
      _ = Model(layer, on: dispatcher, seed: 1)
      _ = layer(
        Tensor([1, 2] as [Float], shape: [1, 2], on: dispatcher),
        .evaluation(on: dispatcher, seed: 1))
    }
    let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(
      text.contains(
        "linear in layer '1': input of shape [1, 3] and weight of shape [1, 4] do not fit"))
  }
}
