internal import CKernels
internal import Devices
internal import NumericsContract

// Operations whose elements do not depend on each other: cut anywhere.
extension CPUDevice {
  func fill(_ entry: Fill) {
    let output = unsafe entry.output.bytes
    let bits = entry.output.type.bits(of: entry.value)
    let size = entry.output.type.byteCount
    workers.split(entry.output.count, grain: Grain.elements) { range in
      let start = unsafe output + range.lowerBound * size
      switch size {
      case 1:
        unsafe start.initializeMemory(as: UInt8.self, repeating: UInt8(bits), count: range.count)
      case 2:
        unsafe start.initializeMemory(as: UInt16.self, repeating: UInt16(bits), count: range.count)
      case 4:
        unsafe kernels.fill_f32(
          range.count, Float(bitPattern: UInt32(bits)),
          start.assumingMemoryBound(to: Float.self))
      default:
        unsafe kernels.fill_f64(
          range.count, Double(bitPattern: bits), start.assumingMemoryBound(to: Double.self))
      }
    }
  }

  func scale(_ entry: Scale) {
    if entry.output.type == .float64 {
      unsafe pair(entry.input, with: entry.factor, into: entry.output, kernels.f64.multiply)
      return
    }
    unsafe combine(entry.input, Float(entry.factor), into: entry.output, kernels.scale)
  }

  func divide(_ entry: DivideByConstant) {
    if entry.output.type == .float64 {
      unsafe pair(entry.input, with: entry.divisor, into: entry.output, kernels.f64.divide)
      return
    }
    unsafe combine(entry.input, Float(entry.divisor), into: entry.output, kernels.divide_by)
  }

  func multiplyByScalar(_ entry: MultiplyByScalar) {
    if entry.output.type == .float64 {
      let scalar = unsafe entry.scalar.doubles.pointee
      unsafe pair(entry.input, with: scalar, into: entry.output, kernels.f64.multiply)
      return
    }
    let scalar = unsafe entry.scalar.floats.pointee
    unsafe combine(entry.input, scalar, into: entry.output, kernels.scale)
  }

  func addRow(_ entry: AddRow) {
    if entry.output.type == .float64 {
      guard let axes = BroadcastAxes([[entry.rows, entry.columns], [entry.columns]]) else { return }
      binary(Binary(.add, entry.input, entry.row, over: axes, into: entry.output))
      return
    }
    let (input, row) = unsafe (entry.input.floats, entry.row.floats)
    let output = unsafe entry.output.floats
    let columns = entry.columns
    workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
      let start = range.lowerBound * columns
      unsafe kernels.add_row(range.count, columns, input + start, row, output + start)
    }
  }

  func broadcast(_ entry: Broadcast) {
    if entry.output.type.byteCount != 4 { return copyRepeatedly(entry) }
    let (input, output) = unsafe (entry.input.words, entry.output.words)
    guard entry.output.count > 0 else { return }
    guard let run = entry.axes.run(repeating: 1) else { return repeatAlongSeveral(entry) }
    let (repeated, inner) = (run.repeated, run.inner)
    if run.outer == 1 {
      workers.split(repeated, grain: Grain.rows(columns: inner)) { range in
        unsafe kernels.repeat_row(range.count, inner, input, output + range.lowerBound * inner)
      }
      return
    }
    workers.split(run.outer, grain: Grain.rows(columns: repeated * inner)) { range in
      for index in range {
        unsafe kernels.repeat_row(
          repeated, inner, input + index * inner, output + index * repeated * inner)
      }
    }
  }

  /// A copy that reads the same elements again.
  private func copyRepeatedly(_ entry: Broadcast) {
    let axes = entry.axes
    guard entry.output.count > 0 else { return }
    copy(
      Copy(
        entry.input, into: entry.output,
        axes: (0..<axes.rank).map {
          CopyAxis(
            count: axes.length($0), inputStride: axes.stride(of: 1, along: $0),
            outputStride: axes.stride(of: 0, along: $0))
        }))
  }

  /// Row by row: a copy of a row, or one element repeated.
  private func repeatAlongSeveral(_ entry: Broadcast) {
    let axes = entry.axes
    let (input, output) = unsafe (entry.input.words, entry.output.words)
    let last = axes.rank - 1
    let columns = axes.length(last)
    let (repeated, inner) = axes.repeats(1, along: last) ? (columns, 1) : (1, columns)
    let around = Array(0..<last)
    workers.split(axes.count / columns, grain: Grain.rows(columns: columns)) { range in
      for row in range {
        unsafe kernels.repeat_row(
          repeated, inner, input + axes.place(row, over: around, of: 1), output + row * columns)
      }
    }
  }

  func combine(
    _ left: Operand, _ right: Operand, into output: Operand, grain: Int = Grain.elements,
    _ kernel: lockstep_binary_kernel
  ) {
    let (left, right, result) = unsafe (left.floats, right.floats, output.floats)
    workers.split(output.count, grain: grain) { range in
      let start = range.lowerBound
      unsafe kernel(range.count, left + start, right + start, result + start)
    }
  }

  private func combine(
    _ input: Operand, _ scalar: Float, into output: Operand, _ kernel: lockstep_scalar_kernel
  ) {
    let (input, result) = unsafe (input.floats, output.floats)
    workers.split(output.count, grain: Grain.elements) { range in
      unsafe kernel(range.count, scalar, input + range.lowerBound, result + range.lowerBound)
    }
  }
}
