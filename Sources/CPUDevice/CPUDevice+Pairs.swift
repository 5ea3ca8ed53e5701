internal import CKernels
internal import Devices
internal import NumericsContract

// Operations on operands of different shapes: rows of the last two axes, cut between rows or within.
extension CPUDevice {
  func binary(_ entry: Binary) {
    if entry.output.type == .bool {
      let kernel = unsafe entry.function == .minimum ? kernels.and_u8 : kernels.or_u8
      return unsafe pair(
        entry.axes, entry.left.flags, entry.right.flags, entry.output.flags, kernel)
    }
    let kernel =
      switch entry.function {
      case .add: unsafe kernels.add_pairs
      case .subtract: unsafe kernels.subtract_pairs
      case .multiply: unsafe kernels.multiply_pairs
      case .divide: unsafe kernels.divide_pairs
      case .minimum: unsafe kernels.minimum_pairs
      case .maximum: unsafe kernels.maximum_pairs
      }
    unsafe pair(entry.axes, entry.left.floats, entry.right.floats, entry.output.floats, kernel)
  }

  func comparison(_ entry: Comparison) {
    let output = unsafe entry.output.flags
    switch entry.left.type {
    case .int32:
      let kernel =
        switch entry.function {
        case .equal: unsafe kernels.equal_i32
        case .notEqual: unsafe kernels.not_equal_i32
        case .less: unsafe kernels.less_i32
        case .lessEqual: unsafe kernels.less_equal_i32
        }
      unsafe pair(entry.axes, entry.left.integers, entry.right.integers, output, kernel)
    case .bool:
      let kernel =
        switch entry.function {
        case .equal: unsafe kernels.equal_u8
        case .notEqual: unsafe kernels.not_equal_u8
        case .less: unsafe kernels.less_u8
        case .lessEqual: unsafe kernels.less_equal_u8
        }
      unsafe pair(entry.axes, entry.left.flags, entry.right.flags, output, kernel)
    default:
      let kernel =
        switch entry.function {
        case .equal: unsafe kernels.equal_f32
        case .notEqual: unsafe kernels.not_equal_f32
        case .less: unsafe kernels.less_f32
        case .lessEqual: unsafe kernels.less_equal_f32
        }
      unsafe pair(entry.axes, entry.left.floats, entry.right.floats, output, kernel)
    }
  }

  func select(_ entry: Select) {
    let axes = entry.axes
    let (mask, output) = unsafe (entry.mask.flags, entry.output.floats)
    let (left, right) = unsafe (entry.left.floats, entry.right.floats)
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
          shape, mask + starts[0], left + starts[1], right + starts[2], output + place)
      }
    }
  }

  private func pair<Input, Result>(
    _ axes: BroadcastAxes, _ left: UnsafeMutablePointer<Input>,
    _ right: UnsafeMutablePointer<Input>, _ output: UnsafeMutablePointer<Result>,
    _ kernel: (
      UnsafePointer<lockstep_pair>, UnsafePointer<Input>, UnsafePointer<Input>,
      UnsafeMutablePointer<Result>
    ) -> Void
  ) {
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
        unsafe kernel(shape, left + leftStart, right + rightStart, output + place)
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
