internal import CKernels
internal import Devices
internal import NumericsContract

// Operations on operands of different shapes: rows of the last two axes, cut between rows or within.
extension CPUDevice {
  func binary(_ entry: Binary) {
    let set = pairKernels(of: entry.output.type)
    let kernel =
      switch entry.function {
      case .add: unsafe set.add
      case .subtract: unsafe set.subtract
      case .multiply: unsafe set.multiply
      case .divide: unsafe set.divide
      case .minimum: unsafe set.minimum
      case .maximum: unsafe set.maximum
      }
    guard let kernel = unsafe kernel else {
      preconditionFailure("\(entry.function) of \(entry.output.type.rawValue) elements")
    }
    unsafe pair(entry.axes, entry.left, entry.right.bytes, entry.output, kernel)
  }

  func comparison(_ entry: Comparison) {
    let set = pairKernels(of: entry.left.type)
    let kernel =
      switch entry.function {
      case .equal: unsafe set.equal
      case .notEqual: unsafe set.not_equal
      case .less: unsafe set.less
      case .lessEqual: unsafe set.less_equal
      }
    unsafe pair(entry.axes, entry.left, entry.right.bytes, entry.output, kernel)
  }

  func pairKernels(of type: ElementType) -> lockstep_pairs {
    switch type {
    case .float64: unsafe kernels.f64
    case .int32: unsafe kernels.i32
    case .int64: unsafe kernels.i64
    case .bool: unsafe kernels.u8
    default: unsafe kernels.f32
    }
  }

  func select(_ entry: Select) {
    let axes = entry.axes
    let size = entry.output.type.byteCount
    let (mask, output) = unsafe (entry.mask.flags, entry.output.bytes)
    let (left, right) = unsafe (entry.left.bytes, entry.right.bytes)
    let last = axes.rank - 1
    let steps = (0..<3).map { axes.repeats($0, along: last) ? 0 : 1 }
    let strides = (0..<3).map { last == 0 ? 0 : axes.stride(of: $0, along: last - 1) }
    rows(axes) { rows, columns, outer, first, column in
      let shape = lockstep_choice(
        rows: rows, columns: columns, mask_stride: strides[0], mask_step: steps[0],
        left_stride: strides[1], left_step: steps[1], right_stride: strides[2],
        right_step: steps[2])
      let starts = (0..<3).map {
        axes.place(outer, over: Array(0..<max(0, last - 1)), of: $0) + first * strides[$0]
          + column * steps[$0]
      }
      let place = self.place(axes, outer, first, column)
      unsafe withUnsafePointer(to: shape) { shape in
        unsafe kernels.select(
          shape, size, mask + starts[0], left + starts[1] * size, right + starts[2] * size,
          output + place * size)
      }
    }
  }

  private func pair(
    _ axes: BroadcastAxes, _ leftOperand: Operand, _ right: UnsafeRawPointer,
    _ result: Operand, _ kernel: lockstep_pair_kernel
  ) {
    let (left, output) = unsafe (leftOperand.bytes, result.bytes)
    let (size, resultSize) = (leftOperand.type.byteCount, result.type.byteCount)
    let last = axes.rank - 1
    let (leftStep, rightStep) = (
      axes.repeats(0, along: last) ? 0 : 1, axes.repeats(1, along: last) ? 0 : 1
    )
    let leftStride = last == 0 ? 0 : axes.stride(of: 0, along: last - 1)
    let rightStride = last == 0 ? 0 : axes.stride(of: 1, along: last - 1)
    rows(axes) { rows, columns, outer, first, column in
      let shape = lockstep_pair(
        rows: rows, columns: columns, left_stride: leftStride, left_step: leftStep,
        right_stride: rightStride, right_step: rightStep)
      var (leftStart, rightStart) = (
        first * leftStride + column * leftStep, first * rightStride + column * rightStep
      )
      if last > 1 {
        let axesAround = Array(0..<last - 1)
        leftStart += axes.place(outer, over: axesAround, of: 0)
        rightStart += axes.place(outer, over: axesAround, of: 1)
      }
      let place = self.place(axes, outer, first, column)
      unsafe withUnsafePointer(to: shape) { shape in
        unsafe kernel(
          shape, left + leftStart * size, right + rightStart * size, output + place * resultSize)
      }
    }
  }

  /// Calls `body` with blocks of rows that cover the results: their size, the index over the axes around
  /// the last two, the first row and the first column. Only a long row is cut.
  private func rows(
    _ axes: BroadcastAxes,
    _ body: (_ rows: Int, _ columns: Int, _ outer: Int, _ first: Int, _ column: Int) -> Void
  ) {
    let count = axes.count
    guard count > 0 else { return }
    let columns = axes.length(axes.rank - 1)
    let inner = axes.rank > 1 ? axes.length(axes.rank - 2) : 1
    if columns > Grain.elements {
      let pieces = (columns + Grain.elements - 1) / Grain.elements
      let whole = threads == 1 ? columns : Grain.elements
      let piecesOfRow = threads == 1 ? 1 : pieces
      workers.split(count / columns * piecesOfRow, grain: 1) { range in
        for index in range {
          let (row, piece) = index.quotientAndRemainder(dividingBy: piecesOfRow)
          let column = piece * whole
          body(1, min(whole, columns - column), row / inner, row % inner, column)
        }
      }
      return
    }
    workers.split(count / columns, grain: Grain.rows(columns: columns)) { range in
      var row = range.lowerBound
      while row < range.upperBound {
        let (outer, first) = row.quotientAndRemainder(dividingBy: inner)
        let rows = min(inner - first, range.upperBound - row)
        body(rows, columns, outer, first, 0)
        row += rows
      }
    }
  }

  private func place(_ axes: BroadcastAxes, _ outer: Int, _ first: Int, _ column: Int) -> Int {
    let columns = axes.length(axes.rank - 1)
    let inner = axes.rank > 1 ? axes.length(axes.rank - 2) : 1
    return (outer * inner + first) * columns + column
  }
}
