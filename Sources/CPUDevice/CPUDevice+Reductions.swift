internal import CKernels
internal import Devices
internal import NumericsContract

// Operations that make few numbers of many, by the sum rule or without rounding.
extension CPUDevice {
  func sum(_ entry: Sum) {
    switch entry.input.type {
    case .int32: return unsafe sumOfIntegers(entry, kernels.strided_sums_i32)
    case .int64: return unsafe sumOfIntegers(entry, kernels.strided_sums_i64)
    default: break
    }
    let (type, size) = (entry.input.type, entry.input.type.byteCount)
    let reals = unsafe reals(type)
    let (input, output) = unsafe (entry.input.numbers(type), entry.output.numbers(type))
    guard let run = entry.axes.run(repeating: 1) else {
      return unsafe sumOverSeveral(entry, reals.pointee.strided_sums)
    }
    let (outer, reduced, inner) = (run.outer, run.repeated, run.inner)
    if inner == 1 && outer == 1 {
      unsafe storeSum(of: input, count: reduced, type, into: output)
    } else if inner == 1 {
      workers.split(outer, grain: Grain.rows(columns: reduced)) { range in
        unsafe reals.pointee.row_sums(
          range.count, reduced, input + range.lowerBound * reduced * size,
          output + range.lowerBound * size)
      }
    } else if outer == 1 {
      // A whole number of strips per task, so that only the last one has an edge.
      let strip = 64
      let strips = Grain.rows(columns: reduced * strip)
      workers.split(inner, grain: strips * strip) { range in
        unsafe reals.pointee.column_sums(
          reduced, inner, range.lowerBound, range.upperBound, input, output)
      }
    } else {
      workers.split(outer, grain: Grain.rows(columns: reduced * inner)) { range in
        for index in range {
          unsafe reals.pointee.column_sums(
            reduced, inner, 0, inner, input + index * reduced * inner * size,
            output + index * inner * size)
        }
      }
    }
  }

  /// Parts of a long sum wrap as their sum does.
  private func sumOfIntegers(_ entry: Sum, _ kernel: lockstep_strided_kernel) {
    let (count, size) = (entry.input.count, entry.input.type.byteCount)
    let part = Self.blocksPerTask * Self.block
    guard entry.output.count == 1, count > part else { return unsafe sumOverSeveral(entry, kernel) }
    let parts = (count + part - 1) / part
    let input = unsafe entry.input.bytes
    let partials = unsafe scratch(byteCount: parts * size)
    workers.run(tasks: parts) { index in
      let length = min(part, count - index * part)
      unsafe kernel(1, 1, [length], [1], input + index * part * size, partials + index * size)
    }
    unsafe kernel(1, 1, [parts], [1], partials, entry.output.bytes)
  }

  /// Axes that are not neighbours: some columns of the last axis at a time, where that is not summed.
  private func sumOverSeveral(_ entry: Sum, _ kernel: lockstep_strided_kernel) {
    let axes = entry.axes
    let size = entry.input.type.byteCount
    let (input, output) = unsafe (entry.input.bytes, entry.output.bytes)
    let last = axes.rank - 1
    let summed = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    // Over no axis, each element is a sum of one.
    let lengths = summed.isEmpty ? [1] : summed.map { axes.length($0) }
    let strides = summed.isEmpty ? [0] : summed.map { axes.stride(of: 0, along: $0) }
    let columns = axes.repeats(1, along: last) ? 1 : axes.length(last)
    let around = (0..<axes.rank).filter {
      !axes.repeats(1, along: $0) && (columns == 1 || $0 != last)
    }
    guard entry.output.count > 0 else { return }
    let strip = 8
    let strips = (columns + strip - 1) / strip
    let grain = Grain.rows(columns: lengths.reduce(strip, *))
    workers.split(entry.output.count / columns * strips, grain: grain) { range in
      for index in range {
        let (row, part) = index.quotientAndRemainder(dividingBy: strips)
        let first = part * strip
        let start = axes.place(row, over: around, of: 0) + first
        unsafe kernel(
          min(strip, columns - first), lengths.count, lengths, strides, input + start * size,
          output + (row * columns + first) * size)
      }
    }
  }

  func squaredNorm(_ entry: SquaredNorm) {
    let output = unsafe entry.output.doubles
    let (type, count) = (entry.input.type, entry.input.count)
    let (reals, input) = unsafe (reals(type), entry.input.numbers(type))
    let blocks = (count + Self.block - 1) / Self.block
    let partials = unsafe scratch(byteCount: blocks * MemoryLayout<Double>.stride)
      .bindMemory(to: Double.self, capacity: blocks)
    workers.split(count, grain: Self.blocksPerTask * Self.block) { range in
      let partials = unsafe partials + range.lowerBound / Self.block
      unsafe reals.pointee.square_block_sums(
        range.count, input + range.lowerBound * type.byteCount, partials)
    }
    unsafe output.pointee = self.reals(.float64).pointee.fold(blocks, partials)
  }

  func clipFactor(_ entry: ClipFactor) {
    let type = entry.factor.type
    unsafe reals(type).pointee.clip_factor(
      entry.squares.count, entry.maximum, entry.squares.doubles, entry.norm.numbers(type),
      entry.factor.numbers(type))
  }

  func countEqual(_ entry: CountEqual) {
    unsafe kernels.count_equal(
      entry.left.count, entry.left.integers, entry.right.integers, entry.total.doubles)
  }

  func accumulate(_ entry: Accumulate) {
    unsafe kernels.accumulate(entry.weight, entry.value.number, entry.total.doubles)
  }

  // The contract's block: what a task may sum without knowing its neighbours.
  private static var block: Int { SumOrder.blockSize }
  private static var blocksPerTask: Int { 16 }

  /// The sum of neighbours, whose blocks threads share.
  private func storeSum(
    of input: UnsafeRawPointer, count: Int, _ type: ElementType,
    into output: UnsafeMutableRawPointer
  ) {
    let (reals, size) = unsafe (reals(type), type.byteCount)
    let blocks = (count + Self.block - 1) / Self.block
    let partials = unsafe scratch(byteCount: blocks * size)
    workers.split(count, grain: Self.blocksPerTask * Self.block) { range in
      unsafe reals.pointee.block_sums(
        range.count, input + range.lowerBound * size,
        partials + range.lowerBound / Self.block * size)
    }
    let sum = unsafe reals.pointee.fold(blocks, partials)
    if type == .float64 {
      unsafe output.storeBytes(of: sum, as: Double.self)
    } else {
      unsafe output.storeBytes(of: Float(sum), as: Float.self)
    }
  }
}
