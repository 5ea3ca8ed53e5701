internal import Tensors

/// The layers of a recurrent network, each reading the outputs of the one before, in one direction or in
/// both (NUM-055).
///
/// Paths of a layer are `0`, `1`, …; those of its two directions `0.forward` and `0.reversed`.
struct RecurrentStack {
  /// Parameters of the direction from the first step to the last, for each layer.
  let forward: [RecurrentParameters]
  /// Those of the other direction; empty where there is none.
  let reversed: [RecurrentParameters]

  /// Describes the parameters of `count` layers with cells of `gates` gates.
  init(
    _ count: Int, from inputs: Int, to hidden: Int, gates: Int, bias: Bool, bidirectional: Bool
  ) {
    precondition(count >= 1, "a recurrent network of \(count) layers")
    let outputs = bidirectional ? 2 * hidden : hidden
    func parameters() -> [RecurrentParameters] {
      (0..<count).map { layer in
        RecurrentParameters(
          from: layer == 0 ? inputs : outputs, to: hidden, gates: gates, bias: bias)
      }
    }
    forward = parameters()
    reversed = bidirectional ? parameters() : []
  }

  var contents: Contents {
    Contents(
      forward.enumerated().map { index, layer in
        ("\(index)", reversed.isEmpty ? layer : Directions(layer, reversed[index]))
      })
  }

  /// Both directions of a layer.
  private struct Directions: Layer {
    let contents: Contents

    init(_ forward: RecurrentParameters, _ reversed: RecurrentParameters) {
      contents = ["forward": forward, "reversed": reversed]
    }
  }

  /// Takes all steps of all layers.
  ///
  /// - Parameters:
  ///   - states: For each layer the state of its first pass, then that of its second.
  ///   - pass: Takes the steps of one direction.
  /// - Returns: The outputs of the last layer, and the states in the order of the given ones.
  func callAsFunction<State>(
    _ input: Tensor, from states: [State]?,
    _ pass: (
      _ input: Tensor, _ parameters: RecurrentParameters, _ state: State?, _ isReversed: Bool
    ) -> (outputs: Tensor, last: State)
  ) -> (outputs: Tensor, last: [State]) {
    let count = forward.count + reversed.count
    precondition(
      states == nil || states?.count == count,
      "\(states?.count ?? 0) initial states for \(count) passes")
    var outputs = input
    var last: [State] = []
    for (index, layer) in forward.enumerated() {
      let first = pass(outputs, layer, states?[last.count], false)
      last.append(first.last)
      if reversed.isEmpty {
        outputs = first.outputs
      } else {
        let second = pass(outputs, reversed[index], states?[last.count], true)
        last.append(second.last)
        outputs = concatenate([first.outputs, second.outputs], axis: -1)
      }
    }
    return (outputs, last)
  }
}
