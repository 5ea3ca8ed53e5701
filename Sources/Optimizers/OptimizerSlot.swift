import Devices
import NumericsContract
import Tensors

/// One tensor per parameter that an optimizer keeps between steps, such as a momentum.
struct OptimizerSlot {
  let name: String
  private(set) var tensors: [Tensor] = []
  private var paths: [String] = []

  init(_ name: String) {
    self.name = name
  }

  /// Allocates zeros in the shapes of the parameters.
  mutating func prepare(_ parameters: [Parameter]) {
    paths = parameters.map(\.path)
    tensors = parameters.map { parameter in
      let dispatcher = parameter.value.dispatcher
      let operand = dispatcher.allocate(
        parameter.shape.count, type: parameter.value.type)
      dispatcher.perform(.fill(Fill(0, into: operand)))
      return Tensor(operand, shape: parameter.shape, on: dispatcher)
    }
  }

  func save(to state: inout StateWriter) {
    state.group(name) { state in
      for (path, tensor) in zip(paths, tensors) { state.write(path, tensor) }
    }
  }

  func restore(from state: StateReader) throws(StateError) {
    try state.group(name) { (state) throws(StateError) in
      for (path, tensor) in zip(paths, tensors) { try state.read(path, into: tensor) }
    }
  }
}
