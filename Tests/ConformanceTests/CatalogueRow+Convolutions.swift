import Devices
import NumericsContract

extension CatalogueRow {
  /// Convolutions and their gradients.
  static let convolutions = [
    CatalogueRow("convolution") {
      convolutionShapes.map { convolution($0.0, $0.1) }
        + convolutionShapes.filter { $0.1 != .wide && $0.1 != .sparse }.map {
          convolution($0.0, $0.1, isRectified: true)
        }
    },
    CatalogueRow("convolutionInputGradient") {
      convolutionShapes.map { convolutionInputGradient($0.0, $0.1) }
    },
    CatalogueRow("convolutionWeightGradient") {
      convolutionShapes.map { convolutionWeightGradient($0.0, $0.1) }
    },
  ].map { $0.inBothFormats() }

  private static func axis(
    _ input: Int, _ kernel: Int, stride: Int = 1, dilation: Int = 1, padding: (Int, Int) = (0, 0)
  ) -> ConvolutionAxis {
    ConvolutionAxis(
      input: input, kernel: kernel, stride: stride, dilation: dilation, before: padding.0,
      after: padding.1)
  }

  private static func shape(
    _ batch: Int, _ channels: (Int, Int), groups: Int = 1, _ rows: ConvolutionAxis,
    _ columns: ConvolutionAxis
  ) -> ConvolutionShape {
    ConvolutionShape(
      batch: batch, inputs: channels.0, outputs: channels.1, groups: groups, rows: rows,
      columns: columns)
  }

  private static let convolutionShapes: [(ConvolutionShape, Numbers)] = {
    var cases: [(ConvolutionShape, Numbers)] = []
    func add(_ shape: ConvolutionShape, _ kinds: Numbers...) {
      cases += kinds.map { (shape, $0) }
    }
    let small = axis(4, 3, padding: (1, 1))
    add(shape(1, (2, 3), small, axis(5, 2)), .normals, .wide, .tiny, .specials, .sparse)
    for empty in [shape(0, (2, 3), small, small), shape(2, (0, 3), small, small)] {
      add(empty, .normals)
    }
    add(shape(2, (3, 0), small, small), .normals)
    add(shape(2, (2, 3), axis(0, 2, padding: (1, 2)), axis(3, 2)), .normals)
    // Channels around vectors and tiles; one channel and three as images have.
    for channels in [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33] {
      add(shape(1, (channels, 3), small, axis(3, 2)), .normals)
      add(shape(1, (2, channels), axis(3, 2), small), .normals)
      add(
        shape(1, (channels, channels), groups: channels, small, axis(5, 3, padding: (0, 2))),
        .normals, .tiny)
    }
    // Strides that leave elements without a window, holes, unequal padding, wide padding.
    let strided = axis(9, 2, stride: 3, padding: (1, 0))
    add(shape(2, (3, 5), strided, axis(6, 3, stride: 2, padding: (1, 1))), .normals, .specials)
    add(shape(1, (3, 5), axis(7, 1, stride: 2), axis(6, 1, stride: 3)), .normals, .tiny)
    add(
      shape(
        1, (2, 9), axis(8, 3, dilation: 2, padding: (2, 0)), axis(9, 2, stride: 2, dilation: 3)),
      .normals, .specials, .tiny)
    add(
      shape(2, (2, 3), axis(2, 2, padding: (3, 4)), axis(1, 3, padding: (2, 2))), .normals, .sparse)
    // Windows of one pixel: a matrix product.
    add(shape(3, (7, 9), axis(3, 1), axis(4, 1)), .normals, .specials)
    // Groups, with one filter a channel and with several.
    add(shape(2, (6, 9), groups: 3, small, strided), .normals, .tiny, .specials)
    add(shape(1, (5, 10), groups: 5, small, small), .normals)
    add(
      shape(2, (19, 19), groups: 19, strided, axis(6, 3, stride: 2, padding: (1, 1))), .specials,
      .sparse)
    // Several panels of inputs, of outputs and of windows.
    add(shape(1, (31, 2), small, axis(3, 3, padding: (1, 1))), .normals, .tiny)
    add(shape(1, (2, 33), small, axis(3, 3, padding: (1, 1))), .normals, .tiny)
    add(shape(1, (3, 3), groups: 3, axis(17, 17, padding: (1, 0)), axis(18, 16)), .normals)
    add(shape(3, (1, 2), axis(14, 2, padding: (0, 1)), axis(13, 2)), .normals, .tiny)
    add(shape(3, (2, 2), groups: 2, axis(14, 2, padding: (0, 1)), axis(13, 2)), .normals)
    // Several tasks of elements of filters, each of two panels.
    add(shape(1, (25, 17), axis(18, 2), axis(17, 2)), .normals)
    // Several tasks of places and of columns.
    add(shape(2, (4, 131), axis(7, 2), axis(8, 1)), .normals)
    return cases
  }()

  private static func label(_ name: String, _ shape: ConvolutionShape, _ kind: Numbers) -> String {
    func text(_ axis: ConvolutionAxis) -> String {
      "\(axis.input) k\(axis.kernel) s\(axis.stride) d\(axis.dilation) p\(axis.before)+\(axis.after)"
    }
    return "\(name) \(shape.batch) x [\(text(shape.rows))] x [\(text(shape.columns))], "
      + "\(shape.inputs) to \(shape.outputs) in \(shape.groups), \(kind)"
  }

  private static func convolution(
    _ shape: ConvolutionShape, _ kind: Numbers, isRectified: Bool = false
  ) -> ConformanceCase {
    ConformanceCase(
      label(isRectified ? "convolution with ReLU" : "convolution", shape, kind),
      [
        kind.array(shape.inputCount), kind.array(shape.weightCount, salt: 1),
        kind.array(shape.outputs, salt: 2),
      ], into: [.fresh(.float32, shape.outputCount)]
    ) {
      let bias = shape.groups == 3 ? nil : $0[2]
      return [
        .convolution(
          Convolution(
            shape, $0[0], weight: $0[1], bias: bias, isRectified: isRectified, into: $1[0]))
      ]
    }
  }

  private static func convolutionInputGradient(
    _ shape: ConvolutionShape, _ kind: Numbers
  ) -> ConformanceCase {
    ConformanceCase(
      label("input gradient", shape, kind),
      [kind.array(shape.outputCount), kind.array(shape.weightCount, salt: 1)],
      into: [.fresh(.float32, shape.inputCount)]
    ) {
      [
        .convolutionInputGradient(
          ConvolutionInputGradient(shape, upstream: $0[0], weight: $0[1], into: $1[0]))
      ]
    }
  }

  private static func convolutionWeightGradient(
    _ shape: ConvolutionShape, _ kind: Numbers
  ) -> ConformanceCase {
    ConformanceCase(
      label("weight gradient", shape, kind),
      [kind.array(shape.outputCount), kind.array(shape.inputCount, salt: 1)],
      into: [.fresh(.float32, shape.weightCount)]
    ) {
      [
        .convolutionWeightGradient(
          ConvolutionWeightGradient(shape, upstream: $0[0], input: $0[1], into: $1[0]))
      ]
    }
  }
}
