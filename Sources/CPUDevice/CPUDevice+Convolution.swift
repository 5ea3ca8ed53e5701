internal import CKernels
internal import Devices
internal import NumericsContract

// Convolutions: copies, products, additions of panels, each cut into independent tasks by shape. Where
// windows are single pixels side by side, a convolution is a matrix product.
extension CPUDevice {
  /// Bias and ReLU join when an element's last panel is stored: what `AddRow` and `Unary` would do.
  func convolution(_ entry: Convolution) {
    let type = entry.output.type
    let (x, w) = unsafe (entry.input.numbers(type), entry.weight.numbers(type))
    let (bias, y) = unsafe (entry.bias?.numbers(type), entry.output.numbers(type))
    let shape = entry.shape
    if shape.isPointwise {
      let (m, n, k) = (shape.positionCount, shape.outputs, shape.inputs)
      unsafe multiply(
        lockstep_matmul(
          m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: 1,
          b_column_stride: k, a: x, b: w, bias: bias, c: y), of: type)
      if entry.isRectified { unary(Unary(.relu, entry.output, into: entry.output)) }
    } else {
      unsafe convolve(
        lockstep_convolution(
          shape, LOCKSTEP_CONVOLUTION, a: x, b: w, bias: bias, rectifies: entry.isRectified, c: y),
        of: type)
    }
  }

  func convolutionInputGradient(_ entry: ConvolutionInputGradient) {
    let type = entry.output.type
    let (dy, w) = unsafe (entry.upstream.numbers(type), entry.weight.numbers(type))
    let dx = unsafe entry.output.numbers(type)
    let shape = entry.shape
    if shape.isPointwise {
      let (m, n, k) = (shape.positionCount, shape.inputs, shape.outputs)
      unsafe multiply(
        lockstep_matmul(
          m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: n,
          b_column_stride: 1, a: dy, b: w, bias: nil, c: dx), of: type)
    } else {
      unsafe convolve(
        lockstep_convolution(shape, LOCKSTEP_INPUT_GRADIENT, a: dy, b: w, bias: nil, c: dx),
        of: type)
    }
  }

  func convolutionWeightGradient(_ entry: ConvolutionWeightGradient) {
    let type = entry.output.type
    let (dy, x) = unsafe (entry.upstream.numbers(type), entry.input.numbers(type))
    unsafe convolve(
      lockstep_convolution(
        entry.shape, LOCKSTEP_WEIGHT_GRADIENT, a: dy, b: x, bias: nil,
        c: entry.output.numbers(type)), of: type)
  }

  private func convolve(_ convolution: lockstep_convolution, of type: ElementType) {
    let reals = unsafe reals(type)
    unsafe withUnsafePointer(to: convolution) { convolution in
      let count = unsafe reals.pointee.convolution_scratch(convolution)
      let scratch = unsafe scratch(byteCount: count * type.byteCount)
      for phase in 0..<Int32(LOCKSTEP_CONVOLUTION_PHASES) {
        let tasks = unsafe reals.pointee.convolution_tasks(convolution, phase, scratch)
        unsafe share(tasks, convolution.pointee.multiplications) { task in
          unsafe reals.pointee.convolution_task(convolution, phase, task, scratch)
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
    _ shape: ConvolutionShape, _ kind: lockstep_convolution_kind, a: UnsafeRawPointer,
    b: UnsafeRawPointer, bias: UnsafeRawPointer?, rectifies: Bool = false,
    c: UnsafeMutableRawPointer
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
