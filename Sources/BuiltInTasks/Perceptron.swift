import Lockstep

/// Two affine maps of rows, with ReLU and dropout in between.
///
/// - Shapes: `[n, inputs] → [n, outputs]`.
struct Perceptron: UnaryLayer {
  let hidden: Linear
  let dropout: Dropout
  let output: Linear
  let place = LayerPlace()

  init(from inputs: Int, hidden width: Int, to outputs: Int, dropout probability: Double = 0) {
    hidden = Linear(from: inputs, to: width)
    dropout = Dropout(probability)
    output = Linear(from: width, to: outputs)
  }

  var contents: Contents { ["hidden": hidden, "dropout": dropout, "output": output] }

  func callAsFunction(_ rows: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      output(dropout(hidden(rows, context).relu(), context), context)
    }
  }
}
