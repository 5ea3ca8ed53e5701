import Tensors

/// Gradients that an optimizer waits with, from one step to a later one, shard by shard.
struct PendingGradients {
  let parameters: [Parameter]
  let tracked: ParameterSet
  var sums: LogicalShards.Sums

  /// Whether there is nothing to save.
  var isEmpty: Bool { sums.allSatisfy { $0 == nil } }

  /// Writes `<shard>/<parameter>` for each gradient there is.
  func save(to state: inout StateWriter) {
    for (shard, gradients) in sums.enumerated() {
      guard let gradients else { continue }
      state.group("\(shard)") { state in
        for (parameter, gradient) in zip(parameters, gradients) {
          if let gradient { state.write(parameter.path, gradient) }
        }
      }
    }
  }

  /// Takes back what `save` wrote.
  mutating func restore(from state: StateReader, on dispatcher: Dispatcher) throws(StateError) {
    for name in state.names {
      guard let shard = Int(name), sums.indices.contains(shard), "\(shard)" == name else {
        throw StateError(
          .invalidValue, path: state.path(of: name), expected: "a shard below \(sums.count)",
          found: name)
      }
      try state.group(name) { (state) throws(StateError) in
        var gradients: [Tensor?] = []
        for parameter in parameters {
          guard state.contains(StatePath.grouped(parameter.path)) else {
            gradients.append(nil)
            continue
          }
          let gradient = Tensor(
            dispatcher.allocate(parameter.shape.count, type: parameter.value.type),
            shape: parameter.shape, on: dispatcher)
          try state.read(parameter.path, into: gradient)
          gradients.append(gradient)
        }
        sums[shard] = gradients
      }
    }
  }
}
