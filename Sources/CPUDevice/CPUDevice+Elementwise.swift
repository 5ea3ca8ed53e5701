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
      default:
        unsafe reals(ofBytes: size).pointee.fill(range.count, bits, start)
      }
    }
  }

  func scale(_ entry: Scale) {
    let kernel = unsafe reals(entry.output.type).pointee.scale
    unsafe combine(entry.input, entry.factor, into: entry.output, kernel)
  }

  func divide(_ entry: DivideByConstant) {
    let kernel = unsafe reals(entry.output.type).pointee.divide_by
    unsafe combine(entry.input, entry.divisor, into: entry.output, kernel)
  }

  func multiplyByScalar(_ entry: MultiplyByScalar) {
    let kernel = unsafe reals(entry.output.type).pointee.scale
    unsafe combine(entry.input, entry.scalar.number, into: entry.output, kernel)
  }

  func addRow(_ entry: AddRow) {
    let (type, columns) = (entry.output.type, entry.columns)
    let (input, row) = unsafe (entry.input.numbers(type), entry.row.numbers(type))
    let output = unsafe entry.output.numbers(type)
    let kernel = unsafe reals(type).pointee.add_row
    workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
      let start = range.lowerBound * columns * type.byteCount
      unsafe kernel(range.count, columns, input + start, row, output + start)
    }
  }

  func broadcast(_ entry: Broadcast) {
    let size = entry.output.type.byteCount
    if size < 4 { return copyRepeatedly(entry) }
    let (input, output) = unsafe (entry.input.bytes, entry.output.bytes)
    guard entry.output.count > 0 else { return }
    guard let run = entry.axes.run(repeating: 1) else { return repeatAlongSeveral(entry) }
    let (repeated, inner) = (run.repeated, run.inner)
    let kernel = unsafe reals(ofBytes: size).pointee.repeat_row
    if run.outer == 1 {
      workers.split(repeated, grain: Grain.rows(columns: inner)) { range in
        unsafe kernel(range.count, inner, input, output + range.lowerBound * inner * size)
      }
      return
    }
    workers.split(run.outer, grain: Grain.rows(columns: repeated * inner)) { range in
      for index in range {
        unsafe kernel(
          repeated, inner, input + index * inner * size, output + index * repeated * inner * size)
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
    let (axes, size) = (entry.axes, entry.output.type.byteCount)
    let (input, output) = unsafe (entry.input.bytes, entry.output.bytes)
    let kernel = unsafe reals(ofBytes: size).pointee.repeat_row
    let last = axes.rank - 1
    let columns = axes.length(last)
    let (repeated, inner) = axes.repeats(1, along: last) ? (columns, 1) : (1, columns)
    let around = Array(0..<last)
    workers.split(axes.count / columns, grain: Grain.rows(columns: columns)) { range in
      for row in range {
        unsafe kernel(
          repeated, inner, input + axes.place(row, over: around, of: 1) * size,
          output + row * columns * size)
      }
    }
  }

  private func combine(
    _ input: Operand, _ scalar: Double, into output: Operand, _ kernel: lockstep_scalar_kernel
  ) {
    let (type, size) = (output.type, output.type.byteCount)
    let (input, result) = unsafe (input.numbers(type), output.numbers(type))
    workers.split(output.count, grain: Grain.elements) { range in
      let start = range.lowerBound * size
      unsafe kernel(range.count, scalar, input + start, result + start)
    }
  }
}
