import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-101 and NUM-102, all inputs, weights and upstream numbers in [−1, 1]; L is linear in each.
  ///
  /// *Rounding*, in units: a chain of k terms of at most 1 has k roundings of sums of at most k. Here
  /// k < 32, the windows of an output channel among them: 31² < 1000.
  static let convolutions: [GradientCase] = [
    convolutionCase("convolution", [1, 4, 3, 2], [3, 2, 2, 2], Windows2D(), [1, 3, 2, 3]),
    convolutionCase(
      "strided, padded, dilated convolution in two groups", [2, 5, 4, 4], [2, 3, 2, 2],
      Windows2D(
        stride: Size2D(rows: 2, columns: 1),
        padding: Padding2D(top: 1, bottom: 0, left: 2, right: 1),
        dilation: Size2D(rows: 1, columns: 2)),
      groups: 2, [2, 2, 5, 2]),
    convolutionCase(
      "depthwise convolution", [1, 4, 5, 3], [3, 3, 3, 1], Windows2D(padding: 1), groups: 3,
      [1, 4, 5, 3]),
    transposedCase(
      "transposed convolution", [1, 2, 3, 2], [2, 3, 3, 2],
      Windows2D(stride: 2, padding: 1), Size2D(rows: 1, columns: 0), [1, 4, 5, 2]),
    transposedCase(
      "transposed convolution in two groups", [1, 3, 2, 4], [4, 2, 2, 1], Windows2D(), 0,
      groups: 2, [1, 4, 3, 2]),
  ]

  private static func convolutionInputs(_ shapes: Shape...) -> [Input] {
    shapes.enumerated().map { salt, shape in
      Input(
        values: uniform(shape.count, in: -1...1, salt: UInt64(salt)), shape: shape,
        thirdDerivative: 0, units: 1000)
    }
  }

  private static func convolutionCase(
    _ name: String, _ x: Shape, _ w: Shape, _ windows: Windows2D, groups: Int = 1, _ y: Shape
  ) -> GradientCase {
    GradientCase(
      name: name, inputs: convolutionInputs(x, w, [w[0]]), outputShape: y,
      tensor: { $0[0].conv2d(weight: $0[1], bias: $0[2], windows, groups: groups) },
      function: { input in
        var result = (0..<y.count).map { input[2][$0 % y[3]] }
        meetings(x, w, windows, groups, y) { x, w, y in result[y] += input[0][x] * input[1][w] }
        return result
      })
  }

  /// A transposed convolution scatters what a convolution gathers.
  private static func transposedCase(
    _ name: String, _ x: Shape, _ w: Shape, _ windows: Windows2D, _ extra: Size2D,
    groups: Int = 1, _ y: Shape
  ) -> GradientCase {
    GradientCase(
      name: name, inputs: convolutionInputs(x, w, [y[3]]), outputShape: y,
      tensor: {
        $0[0].convTranspose2d(
          weight: $0[1], bias: $0[2], windows, outputPadding: extra, groups: groups)
      },
      function: { input in
        var result = (0..<y.count).map { input[2][$0 % y[3]] }
        meetings(y, w, windows, groups, x) { y, w, x in result[y] += input[0][x] * input[1][w] }
        return result
      })
  }

  /// Calls `body` for each triple of elements of x, w and y that meet in a convolution.
  private static func meetings(
    _ x: Shape, _ w: Shape, _ windows: Windows2D, _ groups: Int, _ y: Shape,
    _ body: (Int, Int, Int) -> Void
  ) {
    for index in 0..<y.count {
      let (pixel, o) = index.quotientAndRemainder(dividingBy: y[3])
      let (line, j) = pixel.quotientAndRemainder(dividingBy: y[2])
      let (n, i) = line.quotientAndRemainder(dividingBy: y[1])
      for t in 0..<w[1] {
        for u in 0..<w[2] {
          let row = i * windows.stride.rows + t * windows.dilation.rows - windows.padding.top
          let column =
            j * windows.stride.columns + u * windows.dilation.columns - windows.padding.left
          guard row >= 0, row < x[1], column >= 0, column < x[2] else { continue }
          for c in 0..<w[3] {
            let channel = o / (y[3] / groups) * w[3] + c
            body(
              ((n * x[1] + row) * x[2] + column) * x[3] + channel,
              ((o * w[1] + t) * w[2] + u) * w[3] + c, index)
          }
        }
      }
    }
  }
}
