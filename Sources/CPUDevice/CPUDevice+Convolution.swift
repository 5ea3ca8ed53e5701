internal import CKernels
internal import Devices

// Convolutions: copies, products, additions of panels, each cut into independent tasks by shape. Where
// windows are single pixels side by side, a convolution is a matrix product.
extension CPUDevice {
  /// Bias and ReLU join when an element's last panel is stored: what `AddRow` and `Unary` would do.
  func convolution(_ entry: Convolution) {
    let (x, w, y) = unsafe (entry.input.floats, entry.weight.floats, entry.output.floats)
    let shape = entry.shape
    if shape.isPointwise {
      let (m, n, k) = (shape.positionCount, shape.outputs, shape.inputs)
      unsafe multiply(
        lockstep_matmul(
          m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: 1,
          b_column_stride: k, a: x, b: w, bias: entry.bias?.floats, c: y))
      if entry.isRectified { unary(Unary(.relu, entry.output, into: entry.output)) }
    } else {
      unsafe convolve(
        lockstep_convolution(
          shape, LOCKSTEP_CONVOLUTION, a: x, b: w, bias: entry.bias?.floats,
          rectifies: entry.isRectified, c: y))
    }
  }

  func convolutionInputGradient(_ entry: ConvolutionInputGradient) {
    let (dy, w, dx) = unsafe (entry.upstream.floats, entry.weight.floats, entry.output.floats)
    let shape = entry.shape
    if shape.isPointwise {
      let (m, n, k) = (shape.positionCount, shape.inputs, shape.outputs)
      unsafe multiply(
        lockstep_matmul(
          m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: n,
          b_column_stride: 1, a: dy, b: w, bias: nil, c: dx))
    } else {
      unsafe convolve(
        lockstep_convolution(shape, LOCKSTEP_INPUT_GRADIENT, a: dy, b: w, bias: nil, c: dx))
    }
  }

  func convolutionWeightGradient(_ entry: ConvolutionWeightGradient) {
    let (dy, x, dw) = unsafe (entry.upstream.floats, entry.input.floats, entry.output.floats)
    unsafe convolve(
      lockstep_convolution(
        entry.shape, LOCKSTEP_WEIGHT_GRADIENT, a: dy, b: x, bias: nil, c: dw))
  }

  private func convolve(_ convolution: lockstep_convolution) {
    unsafe withUnsafePointer(to: convolution) { convolution in
      let floats = unsafe kernels.convolution_scratch(convolution)
      let scratch = unsafe scratch(floats: floats)
      for phase in 0..<Int32(LOCKSTEP_CONVOLUTION_PHASES) {
        let tasks = unsafe kernels.convolution_tasks(convolution, phase, scratch)
        unsafe share(tasks, convolution.pointee.multiplications) { task in
          unsafe kernels.convolution_task(convolution, phase, task, scratch)
        }
      }
    }
  }
}

extension ConvolutionShape {
  /// Whether x read as [batch · rows · columns, inputs] is the unfolded input itself.
  fileprivate var isPointwise: Bool {
    func isPlain(_ axis: ConvolutionAxis) -> Bool {
      axis.kernel == 1 && axis.stride == 1 && axis.before == 0 && axis.after == 0
    }
    return groups == 1 && isPlain(rows) && isPlain(columns)
  }
}

extension lockstep_convolution {
  fileprivate init(
    _ shape: ConvolutionShape, _ kind: lockstep_convolution_kind, a: UnsafePointer<Float>,
    b: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectifies: Bool = false,
    c: UnsafeMutablePointer<Float>
  ) {
    unsafe self.init(
      kind: kind, batch: shape.batch, inputs: shape.inputs, outputs: shape.outputs,
      groups: shape.groups, rows: lockstep_convolution_axis(shape.rows),
      columns: lockstep_convolution_axis(shape.columns), a: a, b: b, bias: bias,
      rectifies: rectifies,
      c: c)
  }

  fileprivate var multiplications: Double {
    let taps = unsafe rows.kernel * columns.kernel
    let windows = unsafe batch * rows.output * columns.output
    return unsafe Double(windows * taps) * Double(outputs * (inputs / groups))
  }
}

extension lockstep_convolution_axis {
  fileprivate init(_ axis: ConvolutionAxis) {
    self.init(
      input: axis.input, kernel: axis.kernel, stride: axis.stride, dilation: axis.dilation,
      before: axis.before, after: axis.after, output: axis.output)
  }
}
