internal import CKernels
internal import Devices
internal import NumericsContract

// Batch norm: sums down columns are cut into the contract's blocks of rows and into strips of
// columns, everything else between rows.
extension CPUDevice {
  func batchStatistics(_ entry: BatchStatistics) {
    let (mean, variance) = unsafe (entry.mean.floats, entry.variance.floats)
    var matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: entry.columns, x: entry.input.floats, dy: nil, mean: nil,
      inverse: nil)
    let (count, columns) = (Float(entry.rows), entry.columns)
    unsafe sums(kernels.column_values, of: matrix, width: columns) { total in
      unsafe kernels.divide_by(columns, count, total, mean)
    }
    unsafe matrix.mean = UnsafePointer(mean)
    unsafe sums(kernels.column_squares, of: matrix, width: columns) { total in
      unsafe kernels.divide_by(columns, count, total, variance)
    }
  }

  func batchNorm(_ entry: BatchNormForward) {
    let columns = entry.columns
    let inverse = unsafe scratch(floats: columns)
    unsafe kernels.inverse_deviation(
      columns, Float(entry.epsilon), entry.variance.floats, inverse)
    let matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: columns, x: entry.input.floats, dy: nil,
      mean: entry.mean.floats, inverse: inverse)
    let (gamma, beta, output) = unsafe (
      entry.gamma.floats, entry.beta.floats, entry.output.floats
    )
    unsafe withUnsafePointer(to: matrix) { matrix in
      workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
        unsafe kernels.batch_norm(
          matrix, range.lowerBound, range.upperBound, gamma, beta, output)
      }
    }
  }

  func batchNormGradient(_ entry: BatchNormGradient) {
    let (columns, count) = (entry.columns, Float(entry.rows))
    // r, γ · r and the means of dy and of dy · x̂, in front of the partial sums.
    let inverse = unsafe scratch(floats: 4 * columns + partialCount(entry.rows, 2 * columns))
    let (scale, shiftMean) = unsafe (inverse + columns, inverse + 2 * columns)
    let scaleMean = unsafe inverse + 3 * columns
    let (gamma, dx) = unsafe (entry.gamma.floats, entry.output.floats)
    let (dgamma, dbeta) = unsafe (entry.gammaGradient.floats, entry.betaGradient.floats)
    unsafe kernels.inverse_deviation(
      columns, Float(entry.epsilon), entry.variance.floats, inverse)
    unsafe kernels.multiply(columns, gamma, inverse, scale)
    let matrix = unsafe lockstep_columns(
      rows: entry.rows, columns: columns, x: entry.input.floats, dy: entry.upstream.floats,
      mean: entry.mean.floats, inverse: inverse)
    unsafe sums(
      kernels.column_gradients, of: matrix, width: 2 * columns, behind: 4 * columns
    ) { total in
      unsafe dbeta.update(from: total, count: columns)
      unsafe dgamma.update(from: total + columns, count: columns)
    }
    if !entry.throughStatistics {
      return unsafe multiply(entry.upstream.floats, scale, entry.rows, columns, into: dx)
    }
    unsafe kernels.divide_by(columns, count, dbeta, shiftMean)
    unsafe kernels.divide_by(columns, count, dgamma, scaleMean)
    unsafe withUnsafePointer(to: matrix) { matrix in
      workers.split(entry.rows, grain: Grain.rows(columns: columns)) { range in
        unsafe kernels.batch_norm_gradient(
          matrix, range.lowerBound, range.upperBound, scale, shiftMean, scaleMean, dx)
      }
    }
  }

  /// Multiplies every row of a matrix by one row.
  private func multiply(
    _ matrix: UnsafePointer<Float>, _ row: UnsafePointer<Float>, _ rows: Int, _ columns: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    workers.split(rows, grain: Grain.rows(columns: columns)) { range in
      let shape = lockstep_pair(
        rows: range.count, columns: columns, left_stride: columns, left_step: 1, right_stride: 0,
        right_step: 1)
      let start = range.lowerBound * columns
      unsafe withUnsafePointer(to: shape) { shape in
        unsafe kernels.f32.multiply?(shape, matrix + start, row, output + start)
      }
    }
  }

  /// Columns of a task.
  private static var strip: Int { 64 }

  private func blocks(_ rows: Int) -> Int {
    max(1, (rows + SumOrder.blockSize - 1) / SumOrder.blockSize)
  }

  private func partialCount(_ rows: Int, _ width: Int) -> Int { blocks(rows) * width }

  /// Sums down columns and hands over the row of results; `behind` floats of scratch stay.
  private func sums(
    _ kernel: lockstep_column_kernel, of matrix: lockstep_columns, width: Int,
    behind used: Int = 0, _ body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let (rows, columns) = unsafe (matrix.rows, matrix.columns)
    let blocks = blocks(rows)
    let partials = unsafe scratch(floats: used + partialCount(rows, width)) + used
    let strips = (columns + Self.strip - 1) / Self.strip
    unsafe withUnsafePointer(to: matrix) { matrix in
      func sum(_ task: Int) {
        let (block, strip) = task.quotientAndRemainder(dividingBy: strips)
        unsafe kernel(
          matrix, block, strip * Self.strip, min(columns, (strip + 1) * Self.strip),
          partials + block * width)
      }
      if rows * columns <= Grain.elements {
        for task in 0..<blocks * strips { sum(task) }
      } else {
        workers.run(tasks: blocks * strips, sum)
      }
    }
    unsafe kernels.fold_rows(blocks, width, partials)
    unsafe body(partials)
  }
}
