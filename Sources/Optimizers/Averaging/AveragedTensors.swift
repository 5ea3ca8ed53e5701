import Devices
import NumericsContract
import Tensors

/// Copies of a model's parameters, and of its buffers if wanted, that follow the live ones.
struct AveragedTensors {
  private let paths: [String]
  private let live: [Tensor]
  private let averages: [Tensor]
  /// Averages taken so far.
  private(set) var updates = 0
  /// Whether the averages are in the model and the live values here.
  private(set) var isSwapped = false

  /// Most averages that a saved state may have: beyond it, counts are no longer exact.
  private static let updateLimit = 1 << 53

  /// Copies what the model has now.
  init(of model: Model, includingBuffers: Bool) {
    var tensors = model.parameters.map { (path: $0.path, tensor: $0.value) }
    if includingBuffers { tensors += model.buffers.map { ($0.path, $0.value) } }
    paths = tensors.map(\.path)
    live = tensors.map(\.tensor)
    averages = live.map { tensor in
      let copy = Self.scratch(like: tensor)
      tensor.dispatcher.perform(.copy(Copy(tensor.operand, into: copy)))
      return Tensor(copy, shape: tensor.shape, on: tensor.dispatcher)
    }
  }

  /// Takes part of the way from each average to the live value; the first time, all of it.
  ///
  /// `average + part(live − average)`, each operation rounded (NUM-124); the part is made in place.
  mutating func move(_ part: (Operand) -> Operation) {
    precondition(!isSwapped, "averages are updated while they stand in for the live values")
    for (tensor, average) in zip(live, averages) {
      let dispatcher = tensor.dispatcher
      if updates == 0 {
        dispatcher.perform(.copy(Copy(tensor.operand, into: average.operand)))
      } else {
        let difference = Self.scratch(like: tensor)
        dispatcher.perform(
          .binary(Binary(.subtract, tensor.operand, average.operand, into: difference)))
        dispatcher.perform(part(difference))
        dispatcher.perform(
          .binary(Binary(.add, average.operand, difference, into: average.operand)))
      }
    }
    updates += 1
  }

  /// Exchanges averages and live values, byte for byte; nothing happens before the first average.
  mutating func swap() {
    guard updates > 0 else { return }
    for (tensor, average) in zip(live, averages) {
      let kept = Self.scratch(like: tensor)
      let dispatcher = tensor.dispatcher
      dispatcher.perform(.copy(Copy(tensor.operand, into: kept)))
      dispatcher.perform(.copy(Copy(average.operand, into: tensor.operand)))
      dispatcher.perform(.copy(Copy(kept, into: average.operand)))
    }
    isSwapped.toggle()
  }

  func save(to state: inout StateWriter) {
    precondition(!isSwapped, "a state is saved while averages stand in for the live values")
    state.write("updates", UInt64(updates))
    state.group("average") { state in
      for (path, average) in zip(paths, averages) { state.write(path, average) }
    }
  }

  mutating func restore(from state: StateReader) throws(StateError) {
    precondition(!isSwapped, "a state is restored while averages stand in for the live values")
    updates = try state.readInt("updates", in: 0...Self.updateLimit)
    try state.group("average") { (state) throws(StateError) in
      for (path, average) in zip(paths, averages) { try state.read(path, into: average) }
    }
  }

  private static func scratch(like tensor: Tensor) -> Operand {
    tensor.dispatcher.allocate(tensor.count, type: tensor.type)
  }
}
