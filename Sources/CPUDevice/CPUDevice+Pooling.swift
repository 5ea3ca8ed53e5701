internal import CKernels
internal import Devices

// Pooling: forward passes are cut between rows of windows, gradients between images, because windows
// of an image may overlap.
extension CPUDevice {
  func pool(_ entry: Pool) {
    let shape = entry.shape
    let rows = shape.batch * shape.rows.output
    let type = entry.output.type
    let (input, output) = unsafe (entry.input.numbers(type), entry.output.numbers(type))
    let reals = unsafe reals(type)
    let cost = shape.rows.largest * shape.columns.largest
    let grain = Grain.rows(columns: shape.columns.output * shape.channels * cost)
    guard let places = unsafe entry.places?.integers else {
      // Each task lists the elements of a window in scratch of its own.
      let tasks = min(32, (rows + grain - 1) / grain)
      unsafe withWindows(entry.function, shape, extra: tasks * cost) { pool, positions in
        workers.split(tasks, grain: 1) { range in
          for task in range {
            unsafe reals.pointee.average_pool(
              pool, task * rows / tasks, (task + 1) * rows / tasks, input,
              positions + task * cost, output)
          }
        }
      }
      return
    }
    unsafe withWindows(entry.function, shape) { pool, _ in
      workers.split(rows, grain: grain) { range in
        unsafe reals.pointee.max_pool(
          pool, range.lowerBound, range.upperBound, input, output, places)
      }
    }
  }

  func poolGradient(_ entry: PoolGradient) {
    let shape = entry.shape
    let type = entry.output.type
    let (upstream, output) = unsafe (entry.upstream.numbers(type), entry.output.numbers(type))
    let reals = unsafe reals(type)
    let places = unsafe entry.places?.integers
    let grain = Grain.rows(columns: shape.rows.input * shape.columns.input * shape.channels)
    unsafe withWindows(entry.function, shape) { pool, _ in
      workers.split(shape.batch, grain: grain) { range in
        if let places = unsafe places {
          unsafe reals.pointee.max_pool_gradient(
            pool, range.lowerBound, range.upperBound, upstream, places, output)
        } else {
          unsafe reals.pointee.average_pool_gradient(
            pool, range.lowerBound, range.upperBound, upstream, output)
        }
      }
    }
  }

  /// Writes the bounds of all windows into scratch, with `extra` integers behind them.
  private func withWindows(
    _ function: Pool.Function, _ shape: PoolShape, extra: Int = 0,
    _ body: (UnsafePointer<lockstep_pooling>, UnsafeMutablePointer<Int>) -> Void
  ) {
    let (rows, columns) = (shape.rows, shape.columns)
    let count = 3 * (rows.output + columns.output)
    let bounds = unsafe scratch(byteCount: (count + extra) * MemoryLayout<Int>.stride)
      .bindMemory(to: Int.self, capacity: count + extra)
    let columnBounds = unsafe bounds + 3 * rows.output
    unsafe rows.write(to: bounds)
    unsafe columns.write(to: columnBounds)
    let pool = unsafe lockstep_pooling(
      rows: rows.input, columns: columns.input, channels: shape.channels,
      output_rows: rows.output, output_columns: columns.output, row_bounds: bounds,
      column_bounds: columnBounds, row_lengths: bounds + 2 * rows.output,
      column_lengths: columnBounds + 2 * columns.output,
      counts_padding: function == .paddedAverage)
    unsafe withUnsafePointer(to: pool) { pool in
      unsafe body(pool, bounds + count)
    }
  }
}

extension PoolAxis {
  /// Positions of the longest window.
  fileprivate var largest: Int { (0..<output).reduce(1) { max($0, length(of: $1)) } }

  /// Pairs of bounds of all windows, then their lengths.
  fileprivate func write(to bounds: UnsafeMutablePointer<Int>) {
    for window in 0..<output {
      let positions = positions(of: window)
      unsafe bounds[2 * window] = positions.lowerBound
      unsafe bounds[2 * window + 1] = positions.upperBound
      unsafe bounds[2 * output + window] = length(of: window)
    }
  }
}
