import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of convolutions; nil for any other.
  func convolutionBuilder() -> ConformanceCase.Builder? {
    switch operation {
    case "convolution":
      let shape = convolutionShape
      return {
        [.convolution(Convolution(shape, $0[0], weight: $0[1], bias: $0[2], into: $1[0]))]
      }
    case "convolutionInputGradient":
      let shape = convolutionShape
      return {
        [
          .convolutionInputGradient(
            ConvolutionInputGradient(shape, upstream: $0[0], weight: $0[1], into: $1[0]))
        ]
      }
    case "convolutionWeightGradient":
      let shape = convolutionShape
      return {
        [
          .convolutionWeightGradient(
            ConvolutionWeightGradient(shape, upstream: $0[0], input: $0[1], into: $1[0]))
        ]
      }
    case "convTranspose2d": return transposedConvolution
    default: return nil
    }
  }

  /// Output of x, w and bias, and the gradients from dy.
  private var transposedConvolution: ConformanceCase.Builder {
    let shape = convolutionShape
    return { x, y in
      let pixels = shape.batch * shape.rows.input * shape.columns.input
      return [
        .convolutionInputGradient(
          ConvolutionInputGradient(shape, upstream: x[0], weight: x[1], into: y[0])),
        .addRow(AddRow(y[0], row: x[2], rows: pixels, columns: shape.inputs, into: y[0])),
        .convolution(Convolution(shape, x[3], weight: x[1], bias: nil, into: y[1])),
        .convolutionWeightGradient(
          ConvolutionWeightGradient(shape, upstream: x[0], input: x[3], into: y[2])),
        .sum(Sum(x[3], outer: 1, reduced: pixels, inner: shape.inputs, into: y[3])),
      ]
    }
  }

  /// Batch, inputs, outputs, groups, then six numbers for each axis.
  var convolutionShape: ConvolutionShape {
    let n = integers
    func axis(_ first: Int) -> ConvolutionAxis {
      ConvolutionAxis(
        input: n[first], kernel: n[first + 1], stride: n[first + 2], dilation: n[first + 3],
        before: n[first + 4], after: n[first + 5])
    }
    return ConvolutionShape(
      batch: n[0], inputs: n[1], outputs: n[2], groups: n[3], rows: axis(4), columns: axis(10))
  }
}
