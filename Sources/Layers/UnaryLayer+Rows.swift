import Tensors

extension UnaryLayer {
  /// Applies a layer of rows to every vector along the last axis, whatever axes stand before it.
  ///
  /// - Shapes: `[…, n] → […, k]` for a layer `[m, n] → [m, k]`; copies nothing.
  func alongLastAxis(_ input: Tensor, _ context: Context) -> Tensor {
    let leading = input.shape.axes.dropLast()
    let output = self(
      input.reshaped(to: [leading.reduce(1, *), input.shape[-1]]), context)
    let result = output.reshaped(to: Shape(leading + [output.shape[1]]))
    context.note(output: result, of: place)
    return result
  }
}
