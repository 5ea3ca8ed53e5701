import Devices

extension Tensor {
  /// Convolution of images: each output is the product of a window with a filter (NUM-100).
  ///
  /// - Parameters:
  ///   - weight: Filters, `[outputs, kernel rows, kernel columns, inputs ÷ groups]`.
  ///   - bias: `[outputs]`, one addition after the product; nil for none.
  ///   - windows: Stride, padding and dilation.
  ///   - groups: Parts of the channels that do not see each other; as many as inputs for depthwise.
  ///   - relu: Whether ReLU follows: `relu()` of the result, without a pass of its own.
  /// - Shapes: `[n, rows, columns, inputs] → [n, rows′, columns′, outputs]`,
  ///   size′ = ⌊(padded size − (kernel − 1) · dilation − 1) ÷ stride⌋ + 1.
  /// - Gradient: NUM-101 for the images, NUM-102 for weight and bias.
  /// - Numerics: Padding takes part as +0, so that a NaN or ∞ in the weight reaches the edges.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func conv2d(
    weight: Tensor, bias: Tensor? = nil, _ windows: Windows2D = Windows2D(), groups: Int = 1,
    relu: Bool = false
  ) -> Tensor {
    if isStored("conv2d", with: [weight, bias]) {
      return widened.conv2d(
        weight: weight.widened, bias: bias?.widened, windows, groups: groups, relu: relu
      ).narrowed(to: type)
    }
    let fits =
      shape.rank == 4 && weight.shape.rank == 4 && groups >= 1
      && shape[3] == weight.shape[3] * groups && weight.shape[0] % groups == 0
    let axes = fits ? Self.axes(of: shape, weight.shape, windows) : nil
    guard let axes, axes.rows.isValid, axes.columns.isValid else {
      refuseConvolution("conv2d", weight, windows, groups)
    }
    requireBias(bias, outputs: weight.shape[0], "conv2d", weight)
    let sizes = ConvolutionShape(
      batch: shape[0], inputs: shape[3], outputs: weight.shape[0], groups: groups,
      rows: axes.rows, columns: axes.columns)
    let (x, w) = (detached, weight.detached)
    let (xNeeds, wNeeds) = (isTracked, weight.isTracked)
    let output = x.convolved(sizes, weight: w, bias: bias, relu: relu)
    let biasNeeds = bias?.isTracked ?? false
    let result = relu ? output : nil
    return output.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) { upstream in
      // ReLU's derivative at its result is that at its argument.
      let dy = result.map { upstream.throughGradient(of: .relu, at: $0) } ?? upstream
      let gradients = [
        xNeeds ? dy.convolutionInputGradient(sizes, weight: w) : nil,
        wNeeds ? dy.convolutionWeightGradient(sizes, input: x) : nil,
      ]
      return bias == nil ? gradients : gradients + [biasNeeds ? dy.channelSums() : nil]
    }
  }

  /// Transposed convolution: what the gradient of a convolution's input computes (NUM-103).
  ///
  /// - Parameters:
  ///   - weight: Filters of that convolution, `[inputs, kernel rows, kernel columns, outputs ÷ groups]`.
  ///   - bias: `[outputs]`, one addition after the product; nil for none.
  ///   - windows: Stride, padding and dilation of that convolution.
  ///   - outputPadding: Rows and columns to add at the end of the output, fewer than the stride.
  ///   - groups: Parts of the channels that do not see each other.
  /// - Shapes: `[n, rows, columns, inputs] → [n, rows′, columns′, outputs]`,
  ///   size′ = (size − 1) · stride + (kernel − 1) · dilation + 1 + output padding − padding.
  /// - Gradient: the convolution for the images, NUM-102 with changed places for the weight.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func convTranspose2d(
    weight: Tensor, bias: Tensor? = nil, _ windows: Windows2D = Windows2D(),
    outputPadding: Size2D = 0, groups: Int = 1
  ) -> Tensor {
    if isStored("convTranspose2d", with: [weight, bias]) {
      return widened.convTranspose2d(
        weight: weight.widened, bias: bias?.widened, windows, outputPadding: outputPadding,
        groups: groups
      ).narrowed(to: type)
    }
    let fits =
      shape.rank == 4 && weight.shape.rank == 4 && groups >= 1
      && shape[3] == weight.shape[0] && shape[3] % groups == 0
    let axes =
      fits ? Self.transposedAxes(of: shape, weight.shape, windows, outputPadding) : nil
    guard let axes, axes.rows.isValid, axes.columns.isValid, axes.rows.output == shape[1],
      axes.columns.output == shape[2]
    else { refuseConvolution("convTranspose2d", weight, windows, groups, outputPadding) }
    let outputs = weight.shape[3] * groups
    requireBias(bias, outputs: outputs, "convTranspose2d", weight)
    let sizes = ConvolutionShape(
      batch: shape[0], inputs: outputs, outputs: shape[3], groups: groups, rows: axes.rows,
      columns: axes.columns)
    let (x, w) = (detached, weight.detached)
    let (xNeeds, wNeeds) = (isTracked, weight.isTracked)
    let output = x.convolutionInputGradient(sizes, weight: w)
    let gradients: (Tensor) -> [Tensor?] = { upstream in
      [
        xNeeds ? upstream.convolved(sizes, weight: w) : nil,
        wNeeds ? x.convolutionWeightGradient(sizes, input: upstream) : nil,
      ]
    }
    guard let bias else { return output.recorded(from: self, weight, pullback: gradients) }
    dispatcher.perform(
      .addRow(
        AddRow(
          output.operand, row: bias.operand, rows: output.count / Swift.max(1, outputs),
          columns: outputs, into: output.operand)))
    let biasNeeds = bias.isTracked
    return output.recorded(from: self, weight, bias) { upstream in
      gradients(upstream) + [biasNeeds ? upstream.channelSums() : nil]
    }
  }

  /// Convolution of sequences: that of images of one row (NUM-100).
  ///
  /// - Shapes: x `[n, length, inputs]`, weight `[outputs, kernel, inputs ÷ groups]`, bias `[outputs]` →
  ///   `[n, length′, outputs]`. Gradient: that of `conv2d`.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func conv1d(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
  ) -> Tensor {
    let windows = Windows2D(
      stride: Size2D(rows: 1, columns: stride),
      padding: Padding2D(top: 0, bottom: 0, left: padding, right: padding),
      dilation: Size2D(rows: 1, columns: dilation))
    guard shape.rank == 3, weight.shape.rank == 3 else {
      refuseConvolution("conv1d", weight, windows, groups)
    }
    let (x, w) = (shape, weight.shape)
    let output = reshaped(to: [x[0], 1, x[1], x[2]]).conv2d(
      weight: weight.reshaped(to: [w[0], 1, w[1], w[2]]), bias: bias, windows, groups: groups)
    return output.reshaped(to: [x[0], output.shape[2], w[0]])
  }
}

// Shapes.
extension Tensor {
  private typealias Axes = (rows: ConvolutionAxis, columns: ConvolutionAxis)

  private static func axes(of x: Shape, _ weight: Shape, _ windows: Windows2D) -> Axes {
    let padding = windows.padding
    return (
      ConvolutionAxis(
        input: x[1], kernel: weight[1], stride: windows.stride.rows,
        dilation: windows.dilation.rows, before: padding.top, after: padding.bottom),
      ConvolutionAxis(
        input: x[2], kernel: weight[2], stride: windows.stride.columns,
        dilation: windows.dilation.columns, before: padding.left, after: padding.right)
    )
  }

  /// The axes of the convolution whose output has the shape of x.
  private static func transposedAxes(
    of x: Shape, _ weight: Shape, _ windows: Windows2D, _ extra: Size2D
  ) -> Axes? {
    let (stride, padding, dilation) = (windows.stride, windows.padding, windows.dilation)
    func size(
      _ size: Int, _ stride: Int, _ kernel: Int, _ dilation: Int, _ extra: Int, _ padding: Int
    ) -> Int { (size - 1) * stride + (kernel - 1) * dilation + 1 + extra - padding }
    let rows = size(
      x[1], stride.rows, weight[1], dilation.rows, extra.rows, padding.top + padding.bottom)
    let columns = size(
      x[2], stride.columns, weight[2], dilation.columns, extra.columns,
      padding.left + padding.right)
    guard rows >= 0, columns >= 0, extra.rows >= 0, extra.columns >= 0,
      extra.rows < stride.rows, extra.columns < stride.columns
    else { return nil }
    return axes(of: [x[0], rows, columns, 1], weight, windows)
  }

  private func requireBias(_ bias: Tensor?, outputs: Int, _ operation: String, _ weight: Tensor) {
    guard let bias, bias.shape != [outputs] else { return }
    dispatcher.refuse(
      operation,
      "weight of shape \(weight.shape) and bias of shape \(bias.shape) do not fit; expected "
        + "[\(outputs)]")
  }

  private func refuseConvolution(
    _ operation: String, _ weight: Tensor, _ windows: Windows2D, _ groups: Int,
    _ outputPadding: Size2D? = nil
  ) -> Never {
    let extra = outputPadding.map { ", output padding \($0)" } ?? ""
    dispatcher.refuse(
      operation,
      "input of shape \(shape) and weight of shape \(weight.shape) do not fit with stride "
        + "\(windows.stride), padding \(windows.padding), dilation \(windows.dilation), groups "
        + "\(groups)\(extra)")
  }
}

// Operations on detached tensors.
extension Tensor {
  private func convolved(
    _ sizes: ConvolutionShape, weight: Tensor, bias: Tensor? = nil, relu: Bool = false
  ) -> Tensor {
    let output = sibling([sizes.batch, sizes.rows.output, sizes.columns.output, sizes.outputs])
    dispatcher.perform(
      .convolution(
        Convolution(
          sizes, operand, weight: weight.operand, bias: bias?.operand, isRectified: relu,
          into: output.operand)))
    return output
  }

  private func convolutionInputGradient(_ sizes: ConvolutionShape, weight: Tensor) -> Tensor {
    let output = sibling([sizes.batch, sizes.rows.input, sizes.columns.input, sizes.inputs])
    dispatcher.perform(
      .convolutionInputGradient(
        ConvolutionInputGradient(
          sizes, upstream: operand, weight: weight.operand, into: output.operand)))
    return output
  }

  private func convolutionWeightGradient(_ sizes: ConvolutionShape, input: Tensor) -> Tensor {
    let output = sibling([
      sizes.outputs, sizes.rows.kernel, sizes.columns.kernel, sizes.groupInputs,
    ])
    dispatcher.perform(
      .convolutionWeightGradient(
        ConvolutionWeightGradient(
          sizes, upstream: operand, input: input.operand, into: output.operand)))
    return output
  }

  /// Sums over all axes but the last: a bias's gradient.
  private func channelSums() -> Tensor {
    reshaped(to: [shape[0] * shape[1] * shape[2], shape[3]]).sum(axis: 0)
  }
}
