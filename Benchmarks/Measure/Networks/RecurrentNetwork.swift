import Lockstep

/// An LSTM over 100 steps and a linear layer on its last output.
struct RecurrentNetwork: Network {
  let memory = LSTM(from: 10, to: 20)
  let output = Linear(from: 20, to: 10)

  var contents: Contents { ["memory": memory, "output": output] }

  func scores(_ sequence: Tensor, _ context: Context) -> Tensor {
    output(memory(sequence, context).last[0].hidden, context)
  }

  static func batch(_ inputs: RandomInputs) -> (inputs: Tensor, labels: Tensor) {
    (
      inputs.uniform([30, 100, 10], 0, 1, name: "sequence"),
      inputs.labels(30, classes: 10)
    )
  }
}
