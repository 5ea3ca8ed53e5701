import CPUDevice
import Devices
import ReferenceDevice
import Tensors
import Testing

/// LSTM and GRU as tensors know them.
@Suite("Recurrent cells")
struct RecurrentTests {
  @Test("NUM-052, NUM-054: gradients of LSTM and GRU", arguments: GradientCase.recurrent)
  func gradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  private static let (batch, steps, features, hidden) = (3, 4, 3, 5)

  /// x, or a part of it, as sequences.
  private func input(_ range: Range<Int>, reversed: Bool = false, on dispatcher: Dispatcher)
    -> Tensor
  {
    let values = GradientCase.uniform(
      Self.batch * Self.steps * Self.features, in: -2...2, salt: 1)
    let steps = reversed ? Array(range).reversed() : Array(range)
    let chosen = (0..<Self.batch).flatMap { b in
      steps.flatMap { t -> ArraySlice<Float> in
        let start = (b * Self.steps + t) * Self.features
        return values[start..<start + Self.features]
      }
    }
    return Tensor(chosen, shape: [Self.batch, range.count, Self.features], on: dispatcher)
  }

  private func weights(gates: Int, on dispatcher: Dispatcher) -> RecurrentWeights {
    func tensor(_ shape: Shape, _ salt: UInt64) -> Tensor {
      Tensor(
        GradientCase.uniform(shape.count, in: -1...1, salt: salt), shape: shape, on: dispatcher)
    }
    let rows = gates * Self.hidden
    return RecurrentWeights(
      input: tensor([rows, Self.features], 2), hidden: tensor([rows, Self.hidden], 3),
      inputBias: tensor([rows], 4), hiddenBias: tensor([rows], 5))
  }

  /// Rows [batch][step] of a tensor's bits.
  private func rows(_ tensor: Tensor) throws -> [[[UInt32]]] {
    let bits = try tensor.floats().map(\.bitPattern)
    let steps = tensor.shape[1]
    return (0..<Self.batch).map { b in
      (0..<steps).map { t in
        let start = (b * steps + t) * Self.hidden
        return Array(bits[start..<start + Self.hidden])
      }
    }
  }

  @Test("NUM-051: an LSTM that goes on from a state gives the bits of one that took all steps")
  func lstmContinues() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let w = weights(gates: 4, on: dispatcher)
    let whole = input(0..<4, on: dispatcher).lstm(w)
    let first = input(0..<1, on: dispatcher).lstm(w)
    let second = input(1..<4, on: dispatcher).lstm(w, from: first.last)
    let joined = try zip(rows(first.outputs), rows(second.outputs)).map { $0 + $1 }
    #expect(try rows(whole.outputs) == joined)
    #expect(try whole.last.hidden.floats() == second.last.hidden.floats())
    #expect(try whole.last.cell.floats() == second.last.cell.floats())
    #expect(
      try rows(whole.outputs).flatMap { $0[3] } == whole.last.hidden.floats().map(\.bitPattern))
  }

  @Test("NUM-053: a GRU that goes on from a state gives the bits of one that took all steps")
  func gruContinues() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let w = weights(gates: 3, on: dispatcher)
    let whole = input(0..<4, on: dispatcher).gru(w)
    let first = input(0..<3, on: dispatcher).gru(w)
    let second = input(3..<4, on: dispatcher).gru(w, from: first.last)
    let joined = try zip(rows(first.outputs), rows(second.outputs)).map { $0 + $1 }
    #expect(try rows(whole.outputs) == joined)
    #expect(try whole.last.floats() == second.last.floats())
  }

  @Test("NUM-051, NUM-053: reversed steps give the bits of reversed sequences")
  func reversed() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let (x, mirrored) = (
      input(0..<4, on: dispatcher), input(0..<4, reversed: true, on: dispatcher)
    )
    let (four, three) = (weights(gates: 4, on: dispatcher), weights(gates: 3, on: dispatcher))
    #expect(
      try rows(x.lstm(four, reversed: true).outputs)
        == rows(mirrored.lstm(four).outputs).map { $0.reversed() })
    #expect(
      try rows(x.gru(three, reversed: true).outputs)
        == rows(mirrored.gru(three).outputs).map { $0.reversed() })
  }

  /// Makes tensors on one device.
  private static var zeros: (Shape) -> Tensor {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    return { shape in
      Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
    }
  }

  @Test("recurrent cells of tensors that do not fit name the shapes")
  func refusals() async {
    let input = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let zeros = Self.zeros
      _ = zeros([2, 3, 7]).lstm(RecurrentWeights(input: zeros([20, 6]), hidden: zeros([20, 5])))
    }
    #expect(
      input.text.contains(
        "lstm outside any layer: input of shape [2, 3, 7] and weights of shapes [20, 6] and "
          + "[20, 5] do not fit"))
    let gates = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let zeros = Self.zeros
      _ = zeros([2, 3, 6]).gru(RecurrentWeights(input: zeros([20, 6]), hidden: zeros([20, 5])))
    }
    #expect(gates.text.contains("weights of shapes [20, 6] and [20, 5] do not fit"))
    let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let zeros = Self.zeros
      _ = zeros([2, 3, 6]).gru(
        RecurrentWeights(
          input: zeros([15, 6]), hidden: zeros([15, 5]), hiddenBias: zeros([5])))
    }
    #expect(bias.text.contains("weight of shape [15, 5] and bias of shape [5] do not fit"))
    let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let zeros = Self.zeros
      _ = zeros([2, 3, 6]).gru(
        RecurrentWeights(input: zeros([15, 6]), hidden: zeros([15, 5])), from: zeros([3, 5]))
    }
    #expect(
      state.text.contains(
        "input of shape [2, 3, 6] and initial state of shape [3, 5] do not fit; expected [2, 5]"))
  }
}
