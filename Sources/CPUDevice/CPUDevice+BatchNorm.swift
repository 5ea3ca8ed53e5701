internal import CKernels
internal import Devices
internal import NumericsContract

// Batch norm: sums down columns are cut into the contract's blocks of rows and into strips of
// columns, everything else between rows.
extension CPUDevice {
  func batchStatistics(_ entry: BatchStatistics) {
    let type = entry.mean.type
    let (mean, variance) = unsafe (entry.mean.numbers(type), entry.variance.numbers(type))
    let reals = unsafe reals(type)
    var matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: entry.columns, x: entry.input.numbers(type), dy: nil, mean: nil,
      inverse: nil)
    let (count, columns) = (Double(entry.rows), entry.columns)
    unsafe sums(reals.pointee.column_values, of: matrix, type, width: columns) { total in
      unsafe reals.pointee.divide_by(columns, count, total, mean)
    }
    unsafe matrix.mean = UnsafeRawPointer(mean)
    unsafe sums(reals.pointee.column_squares, of: matrix, type, width: columns) { total in
      unsafe reals.pointee.divide_by(columns, count, total, variance)
    }
  }

  func batchNorm(_ entry: BatchNormForward) {
    let (type, columns) = (entry.output.type, entry.columns)
    let reals = unsafe reals(type)
    let inverse = unsafe scratch(byteCount: columns * type.byteCount)
    unsafe reals.pointee.inverse_deviation(
      columns, entry.epsilon, entry.variance.numbers(type), inverse)
    let matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: columns, x: entry.input.numbers(type), dy: nil,
      mean: entry.mean.numbers(type), inverse: inverse)
    let (gamma, beta, output) = unsafe (
      entry.gamma.numbers(type), entry.beta.numbers(type), entry.output.numbers(type)
    )
    unsafe withUnsafePointer(to: matrix) { matrix in
      workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
        unsafe reals.pointee.batch_norm(
          matrix, range.lowerBound, range.upperBound, gamma, beta, output)
      }
    }
  }

  func batchNormGradient(_ entry: BatchNormGradient) {
    let (type, columns, count) = (entry.output.type, entry.columns, Double(entry.rows))
    let (reals, row) = unsafe (reals(type), columns * type.byteCount)
    // r, γ · r and the means of dy and of dy · x̂, in front of the partial sums.
    let inverse = unsafe scratch(byteCount: 4 * row + partialCount(entry.rows, 2 * row))
    let (scale, shiftMean) = unsafe (inverse + row, inverse + 2 * row)
    let scaleMean = unsafe inverse + 3 * row
    let (gamma, dx) = unsafe (entry.gamma.numbers(type), entry.output.numbers(type))
    let (dgamma, dbeta) = unsafe (
      entry.gammaGradient.numbers(type), entry.betaGradient.numbers(type)
    )
    unsafe reals.pointee.inverse_deviation(
      columns, entry.epsilon, entry.variance.numbers(type), inverse)
    unsafe reals.pointee.multiply(columns, gamma, inverse, scale)
    let matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: columns, x: entry.input.numbers(type),
      dy: entry.upstream.numbers(type), mean: entry.mean.numbers(type), inverse: inverse)
    unsafe sums(
      reals.pointee.column_gradients, of: matrix, type, width: 2 * columns, behind: 4 * row
    ) { total in
      unsafe dbeta.copyMemory(from: total, byteCount: row)
      unsafe dgamma.copyMemory(from: total + row, byteCount: row)
    }
    if !entry.throughStatistics {
      return unsafe multiply(entry.upstream, scale, entry.rows, columns, into: dx)
    }
    unsafe reals.pointee.divide_by(columns, count, dbeta, shiftMean)
    unsafe reals.pointee.divide_by(columns, count, dgamma, scaleMean)
    unsafe withUnsafePointer(to: matrix) { matrix in
      workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
        unsafe reals.pointee.batch_norm_gradient(
          matrix, range.lowerBound, range.upperBound, scale, shiftMean, scaleMean, dx)
      }
    }
  }

  /// Multiplies every row of a matrix by one row.
  private func multiply(
    _ matrix: Operand, _ row: UnsafeRawPointer, _ rows: Int, _ columns: Int,
    into output: UnsafeMutableRawPointer
  ) {
    let size = matrix.type.byteCount
    let elements = unsafe matrix.bytes
    let kernel = unsafe pairKernels(of: matrix.type).multiply
    workers.split(rows, grain: Grain.rows(columns: columns)) { range in
      let shape = lockstep_pair(
        rows: range.count, columns: columns, left_stride: columns, left_step: 1, right_stride: 0,
        right_step: 1)
      let start = range.lowerBound * columns * size
      unsafe withUnsafePointer(to: shape) { shape in
        unsafe kernel?(shape, elements + start, row, output + start)
      }
    }
  }

  /// Columns of a task.
  private static var strip: Int { 64 }

  private func blocks(_ rows: Int) -> Int {
    max(1, (rows + SumOrder.blockSize - 1) / SumOrder.blockSize)
  }

  private func partialCount(_ rows: Int, _ width: Int) -> Int { blocks(rows) * width }

  /// Sums down columns and hands over the row of results; `behind` bytes of scratch stay.
  private func sums(
    _ kernel: lockstep_column_kernel, of matrix: lockstep_columns, _ type: ElementType,
    width: Int, behind used: Int = 0, _ body: (UnsafeMutableRawPointer) -> Void
  ) {
    let (rows, columns) = unsafe (matrix.rows, matrix.columns)
    let blocks = blocks(rows)
    let row = width * type.byteCount
    let partials = unsafe scratch(byteCount: used + partialCount(rows, row)) + used
    let strips = (columns + Self.strip - 1) / Self.strip
    unsafe withUnsafePointer(to: matrix) { matrix in
      func sum(_ task: Int) {
        let (block, strip) = task.quotientAndRemainder(dividingBy: strips)
        unsafe kernel(
          matrix, block, strip * Self.strip, min(columns, (strip + 1) * Self.strip),
          partials + block * row)
      }
      if rows * columns <= Grain.elements {
        for task in 0..<blocks * strips { sum(task) }
      } else {
        workers.run(tasks: blocks * strips, sum)
      }
    }
    unsafe reals(type).pointee.fold_rows(blocks, width, partials)
    unsafe body(partials)
  }
}
