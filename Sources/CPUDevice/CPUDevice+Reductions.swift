internal import CKernels
internal import Devices
internal import NumericsContract

// Operations that make few numbers of many, by the sum rule or without rounding.
extension CPUDevice {
  func sum(_ entry: Sum) {
    switch entry.input.type {
    case .float64:
      return unsafe sum(entry, kernels.strided_sums_f64) { count, values in
        let values = unsafe values.assumingMemoryBound(to: Double.self)
        unsafe values.pointee = kernels.fold_f64(count, values)
      }
    case .int32:
      let kernel = unsafe kernels.strided_sums_i32
      return unsafe sum(entry, kernel) { unsafe kernel(1, 1, [$0], [1], $1, $1) }
    case .int64:
      let kernel = unsafe kernels.strided_sums_i64
      return unsafe sum(entry, kernel) { unsafe kernel(1, 1, [$0], [1], $1, $1) }
    default: break
    }
    let (input, output) = unsafe (entry.input.floats, entry.output.floats)
    guard let run = entry.axes.run(repeating: 1) else {
      return unsafe sumOverSeveral(entry, kernels.strided_sums)
    }
    let (outer, reduced, inner) = (run.outer, run.repeated, run.inner)
    if inner == 1 && outer == 1 {
      unsafe output.pointee = foldedSum(of: input, count: reduced)
    } else if inner == 1 {
      workers.split(outer, grain: Grain.rows(columns: reduced)) { range in
        unsafe kernels.row_sums(
          range.count, reduced, input + range.lowerBound * reduced, output + range.lowerBound)
      }
    } else if outer == 1 {
      // A whole number of strips per task, so that only the last one has an edge.
      let strip = 64
      let strips = Grain.rows(columns: reduced * strip)
      workers.split(inner, grain: strips * strip) { range in
        unsafe kernels.column_sums(
          reduced, inner, range.lowerBound, range.upperBound, input, output)
      }
    } else {
      workers.split(outer, grain: Grain.rows(columns: reduced * inner)) { range in
        for index in range {
          unsafe kernels.column_sums(
            reduced, inner, 0, inner, input + index * reduced * inner, output + index * inner)
        }
      }
    }
  }

  /// A sum of any type. Parts of a whole number of blocks, as many as a power of two, fold as all blocks
  /// do; `fold` leaves the sum of all parts in the place of the first.
  private func sum(
    _ entry: Sum, _ kernel: lockstep_strided_kernel,
    folding fold: (Int, UnsafeMutableRawPointer) -> Void
  ) {
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
    unsafe fold(parts, partials)
    unsafe entry.output.bytes.copyMemory(from: partials, byteCount: size)
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
    let count = entry.input.count
    let blocks = (count + Self.block - 1) / Self.block
    let partials = unsafe scratch(byteCount: blocks * MemoryLayout<Double>.stride)
      .bindMemory(to: Double.self, capacity: blocks)
    workers.split(count, grain: Self.blocksPerTask * Self.block) { range in
      let partials = unsafe partials + range.lowerBound / Self.block
      if entry.input.type == .float64 {
        unsafe kernels.square_block_sums_f64(
          range.count, entry.input.doubles + range.lowerBound, partials)
      } else {
        unsafe kernels.square_block_sums(
          range.count, entry.input.floats + range.lowerBound, partials)
      }
    }
    unsafe output.pointee = kernels.fold_f64(blocks, partials)
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
    let value =
      unsafe entry.value.type == .float64
      ? entry.value.doubles.pointee : Double(entry.value.floats.pointee)
    unsafe kernels.accumulate(entry.weight, value, entry.total.doubles)
  }

  // The contract's block: what a task may sum without knowing its neighbours.
  private static var block: Int { SumOrder.blockSize }
  private static var blocksPerTask: Int { 16 }

  private func foldedSum(of input: UnsafePointer<Float>, count: Int) -> Float {
    let blocks = (count + Self.block - 1) / Self.block
    let partials = unsafe scratch(byteCount: blocks * MemoryLayout<Float>.stride)
      .bindMemory(to: Float.self, capacity: blocks)
    workers.split(count, grain: Self.blocksPerTask * Self.block) { range in
      unsafe kernels.block_sums(
        range.count, input + range.lowerBound, partials + range.lowerBound / Self.block)
    }
    return unsafe kernels.fold_f32(blocks, partials)
  }
}
