import CPUDevice
import Devices
import Layers
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Layers of recurrent cells: how they are stacked, and one answer on every device.
@Suite("Recurrent layers")
struct RecurrentLayerTests {
  private struct Whole: Layer {
    let layer: any Layer
    let input: Parameter
    var contents: Contents { ["layer": layer, "input": input] }
  }

  private static let (batch, steps, features, hidden) = (9, 6, 4, 7)

  /// Bits of all results of a training pass through two layers, and of all gradients of their sum.
  private func bits(_ name: String, on device: any Device) throws -> [[UInt32]] {
    let dispatcher = Dispatcher(device: device)
    let (lstm, gru) = (
      LSTM(from: Self.features, to: Self.hidden, layers: 2),
      GRU(from: Self.features, to: Self.hidden, layers: 2)
    )
    let input = Parameter([Self.batch, Self.steps, Self.features], .normal(deviation: 1.5))
    let layer: any Layer = name == "LSTM" ? lstm : gru
    let model = Model(Whole(layer: layer, input: input), on: dispatcher, seed: 4)
    let context = Context.training(on: dispatcher, at: .init(seed: 4))
    var results: [Tensor]
    if name == "LSTM" {
      let result = lstm(context[input], context)
      results = [result.outputs] + result.last.flatMap { [$0.hidden, $0.cell] }
    } else {
      let result = gru(context[input], context)
      results = [result.outputs] + result.last
    }
    let total = results.dropFirst().reduce(results[0].sum(axis: 1)) { $0 + $1 }
    let upstream = Tensor(
      RandomStream(seed: 4, name: "upstream").fillNormal(count: total.count),
      shape: total.shape, on: dispatcher)
    let tape = try #require(context.tape)
    let gradients = tape.gradients(of: total, startingFrom: upstream, for: model.parameters)
    results += try gradients.map { try #require($0) }
    return try results.map { try $0.floats().map(\.canonicalBits) }
  }

  @Test(
    "NUM-032: layers of recurrent cells have the same bits, forward and backward, on every device",
    arguments: ["LSTM", "GRU"])
  func agreement(_ name: String) throws {
    let expected = try bits(name, on: ReferenceDevice())
    for threads in [1, 2, 3] {
      for set in InstructionSet.available {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        #expect(try bits(name, on: device) == expected, "threads \(threads), \(set.rawValue)")
      }
    }
    #expect(try bits(name, on: RemoteDevice()) == expected)
  }

  @Test("NUM-055: a layer reads the outputs of the one before, and all parameters start in ±1 ÷ √H")
  func stack() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let network = LSTM(from: 4, to: 7, layers: 2)
    let model = Model(network, on: dispatcher, seed: 3)
    #expect(
      model.parameters.map(\.path) == [
        "0.hiddenBias", "0.hiddenWeight", "0.inputBias", "0.inputWeight", "1.hiddenBias",
        "1.hiddenWeight", "1.inputBias", "1.inputWeight",
      ])
    #expect(model.parameters.allSatisfy { $0.initializer == .fanIn(7) })
    #expect(network.layers.map(\.inputWeight.shape) == [[28, 4], [28, 7]])
    let context = Context.evaluation(on: dispatcher, seed: 3)
    let input = Tensor(
      RandomStream(seed: 1, name: "x").fillNormal(count: 40), shape: [2, 5, 4], on: dispatcher)
    var outputs = input
    for layer in network.layers {
      outputs =
        outputs.lstm(
          RecurrentWeights(
            input: layer.inputWeight.value, hidden: layer.hiddenWeight.value,
            inputBias: layer.inputBias?.value, hiddenBias: layer.hiddenBias?.value)
        ).outputs
    }
    let found = network(input, context)
    #expect(try found.outputs.floats() == outputs.floats())
    #expect(found.last.count == 2)
    let again = network(input, from: found.last, context)
    #expect(try again.outputs.floats() != outputs.floats())
  }

  /// Bits of what two bidirectional layers give, states and all gradients included: by the network, or
  /// pass by pass.
  private func bidirectional(
    _ name: String, on device: any Device, byHand: Bool
  ) throws -> [[UInt32]] {
    let dispatcher = Dispatcher(device: device)
    let lstm = LSTM(from: Self.features, to: Self.hidden, layers: 2, bidirectional: true)
    let gru = GRU(from: Self.features, to: Self.hidden, layers: 2, bidirectional: true)
    let input = Parameter([Self.batch, Self.steps, Self.features], .normal(deviation: 1.5))
    let layer: any Layer = name == "LSTM" ? lstm : gru
    let model = Model(Whole(layer: layer, input: input), on: dispatcher, seed: 4)
    let context = Context.training(on: dispatcher, at: .init(seed: 4))
    func random(_ name: String, _ shape: Shape) -> Tensor {
      Tensor(
        RandomStream(seed: 4, name: name).fillNormal(count: shape.count), shape: shape,
        on: dispatcher)
    }
    let states = (0..<4).map { random("state \($0)", [Self.batch, Self.hidden]) }
    func pass(
      _ x: Tensor, _ parameters: RecurrentParameters, _ state: Tensor, reversed: Bool
    ) -> (outputs: Tensor, last: [Tensor]) {
      let weights = RecurrentWeights(
        input: context[parameters.inputWeight], hidden: context[parameters.hiddenWeight],
        inputBias: parameters.inputBias.map { context[$0] },
        hiddenBias: parameters.hiddenBias.map { context[$0] })
      if name == "GRU" {
        let result = x.gru(weights, from: state, reversed: reversed)
        return (result.outputs, [result.last])
      }
      let result = x.lstm(
        weights, from: LSTMState(hidden: state, cell: state), reversed: reversed)
      return (result.outputs, [result.last.hidden, result.last.cell])
    }
    var (outputs, last) = (context[input], [Tensor]())
    if byHand {
      let (forward, reversed) =
        name == "LSTM"
        ? (lstm.layers, lstm.reversedLayers) : (gru.layers, gru.reversedLayers)
      for index in 0..<2 {
        let first = pass(outputs, forward[index], states[2 * index], reversed: false)
        let second = pass(outputs, reversed[index], states[2 * index + 1], reversed: true)
        outputs = concatenate([first.outputs, second.outputs], axis: 2)
        last += first.last + second.last
      }
    } else if name == "LSTM" {
      let given = states.map { LSTMState(hidden: $0, cell: $0) }
      let result = lstm(outputs, from: given, context)
      (outputs, last) = (result.outputs, result.last.flatMap { [$0.hidden, $0.cell] })
    } else {
      (outputs, last) = gru(outputs, from: states, context)
    }
    let total = concatenate([outputs.sum(axis: 1)] + last, axis: 1)
    let gradients = try #require(context.tape).gradients(
      of: total, startingFrom: random("upstream", total.shape), for: model.parameters)
    let results = try [outputs] + last + gradients.map { try #require($0) }
    return try results.map { try $0.floats().map(\.canonicalBits) }
  }

  @Test(
    "NUM-055: a bidirectional network is, bit for bit, a forward and a reversed pass side by side",
    arguments: ["LSTM", "GRU"])
  func directions(_ name: String) throws {
    let expected = try bidirectional(name, on: ReferenceDevice(), byHand: true)
    let devices: [any Device] = [ReferenceDevice(), try CPUDevice(threads: 2), RemoteDevice()]
    for device in devices {
      #expect(
        try bidirectional(name, on: device, byHand: false) == expected, "\(device.name)")
    }
  }

  @Test("NUM-055: each direction has parameters of its own, and layers above read both")
  func directionPaths() {
    let network = GRU(from: 4, to: 7, layers: 2, bias: false, bidirectional: true)
    let dispatcher = Dispatcher(device: ReferenceDevice())
    #expect(
      Model(network, on: dispatcher, seed: 3).parameters.map(\.path) == [
        "0.forward.hiddenWeight", "0.forward.inputWeight", "0.reversed.hiddenWeight",
        "0.reversed.inputWeight", "1.forward.hiddenWeight", "1.forward.inputWeight",
        "1.reversed.hiddenWeight", "1.reversed.inputWeight",
      ])
    #expect(network.layers.map(\.inputWeight.shape) == [[21, 4], [21, 14]])
    #expect(network.reversedLayers.map(\.inputWeight.shape) == [[21, 4], [21, 14]])
    let x = Tensor([Float](repeating: 1, count: 16), shape: [2, 2, 4], on: dispatcher)
    let found = network(x, .evaluation(on: dispatcher, seed: 3))
    #expect(
      found.outputs.shape == [2, 2, 14]
        && found.last.map(\.shape) == [[2, 7], [2, 7], [2, 7], [2, 7]])
  }

  @Test(
    "a GRU without bias has half the parameters, and a layer names itself when the program stops")
  func names() async {
    let network = GRU(from: 4, to: 7, bias: false)
    let dispatcher = Dispatcher(device: ReferenceDevice())
    #expect(
      Model(network, on: dispatcher, seed: 3).parameters.map(\.path)
        == ["0.hiddenWeight", "0.inputWeight"])
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let layer = GRU(from: 4, to: 7)
      _ = Model(Whole(layer: layer, input: Parameter([1], .constant(0))), on: dispatcher, seed: 1)
      _ = layer(
        Tensor([Float](repeating: 0, count: 10), shape: [1, 2, 5], on: dispatcher),
        .evaluation(on: dispatcher, seed: 1))
    }
    let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(text.contains("gru in layer 'layer': input of shape [1, 2, 5] and weights of shapes"))
  }
}
