internal import CKernels
internal import Devices
internal import NumericsContract

// Operations whose elements do not depend on each other: cut anywhere.
extension CPUDevice {
  func fill(_ entry: Fill) {
    let count = entry.output.count
    switch entry.output.type {
    case .float64:
      let output = unsafe entry.output.doubles
      workers.split(count, grain: Grain.elements) { range in
        unsafe kernels.fill_f64(range.count, entry.value, output + range.lowerBound)
      }
    default:
      let output = unsafe entry.output.floats
      let value = Float(entry.value)
      workers.split(count, grain: Grain.elements) { range in
        unsafe kernels.fill_f32(range.count, value, output + range.lowerBound)
      }
    }
  }

  func binary(_ entry: Binary) {
    let kernel =
      switch entry.function {
      case .add: unsafe kernels.add
      case .subtract: unsafe kernels.subtract
      case .multiply: unsafe kernels.multiply
      case .divide: unsafe kernels.divide
      }
    unsafe combine(entry.left, entry.right, into: entry.output, kernel)
  }

  func scale(_ entry: Scale) {
    unsafe combine(entry.input, Float(entry.factor), into: entry.output, kernels.scale)
  }

  func divide(_ entry: DivideByConstant) {
    unsafe combine(entry.input, Float(entry.divisor), into: entry.output, kernels.divide_by)
  }

  func multiplyByScalar(_ entry: MultiplyByScalar) {
    let scalar = unsafe entry.scalar.floats.pointee
    unsafe combine(entry.input, scalar, into: entry.output, kernels.scale)
  }

  func addRow(_ entry: AddRow) {
    let (input, row) = unsafe (entry.input.floats, entry.row.floats)
    let output = unsafe entry.output.floats
    let columns = entry.columns
    workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
      let start = range.lowerBound * columns
      unsafe kernels.add_row(range.count, columns, input + start, row, output + start)
    }
  }

  func broadcast(_ entry: Broadcast) {
    let (input, output) = unsafe (entry.input.floats, entry.output.floats)
    let (repeated, inner) = (entry.repeated, entry.inner)
    guard inner > 0 else { return }
    if entry.outer == 1 {
      workers.split(repeated, grain: Grain.rows(columns: inner)) { range in
        unsafe kernels.repeat_row(range.count, inner, input, output + range.lowerBound * inner)
      }
      return
    }
    workers.split(entry.outer, grain: Grain.rows(columns: repeated * inner)) { range in
      for index in range {
        unsafe kernels.repeat_row(
          repeated, inner, input + index * inner, output + index * repeated * inner)
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
