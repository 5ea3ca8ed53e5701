internal import CKernels
internal import Devices
internal import NumericsContract

// Rows by index: cut between rows of the result, and between columns where rows are wide.
extension CPUDevice {
  func gather(_ entry: Gather) {
    let (table, output) = unsafe (entry.table.bytes, entry.output.bytes)
    let indices = unsafe entry.indices.integers
    let (rows, columns) = (entry.rows, entry.columns)
    let size = entry.table.type.byteCount
    unsafe withUnsafePointer(to: entry.table.type.missingBits.littleEndian) { missing in
      workers.split(entry.indices.count, grain: Grain.rows(columns: columns)) { range in
        unsafe kernels.gather(
          range.count, rows, columns, size, missing, table, indices + range.lowerBound,
          output + range.lowerBound * columns * size)
      }
    }
  }

  /// One thread sorts the positions, which are few beside the elements.
  func scatterAdd(_ entry: ScatterAdd) {
    let (rows, columns, count) = (entry.rows, entry.columns, entry.indices.count)
    guard rows > 0, columns > 0 else { return }
    if entry.output.type == .float64 { return scatterAddDoubles(entry) }
    let ends = unsafe scratch(byteCount: (rows + count) * MemoryLayout<Int>.stride)
      .bindMemory(to: Int.self, capacity: rows + count)
    let positions = unsafe ends + rows
    unsafe kernels.sort_positions(count, rows, entry.indices.integers, ends, positions)
    let scatter = unsafe lockstep_scatter(
      count: count, columns: columns, ends: ends, positions: positions, x: entry.input.floats,
      y: entry.output.floats)
    let width = min(columns, Self.stripWidth)
    let strips = (columns + width - 1) / width
    let grain = max(1, rows * Grain.elements / ((rows + count) * width))
    let blocks = (rows + grain - 1) / grain
    unsafe withUnsafePointer(to: scatter) { scatter in
      workers.split(blocks * strips, grain: 1) { range in
        for task in range {
          let (row, column) = (task / strips * grain, task % strips * width)
          unsafe kernels.scatter_add(
            scatter, row, min(rows, row + grain), column, min(columns, column + width))
        }
      }
    }
  }

  /// The rows of x that a row of y is made of are brought together, and then summed down their columns.
  private func scatterAddDoubles(_ entry: ScatterAdd) {
    let (rows, columns, count) = (entry.rows, entry.columns, entry.indices.count)
    let size = count * columns
    let gathered = unsafe scratch(
      byteCount: size * MemoryLayout<Double>.stride + (rows + count) * MemoryLayout<Int>.stride
    ).bindMemory(to: Double.self, capacity: size)
    let ends = unsafe UnsafeMutableRawPointer(gathered + size)
      .bindMemory(to: Int.self, capacity: rows + count)
    let positions = unsafe ends + rows
    let (x, y) = unsafe (entry.input.doubles, entry.output.doubles)
    unsafe kernels.sort_positions(count, rows, entry.indices.integers, ends, positions)
    let named = unsafe ends[rows - 1]
    workers.split(named, grain: Grain.rows(columns: columns)) { range in
      for place in range {
        unsafe (gathered + place * columns)
          .update(from: x + positions[place] * columns, count: columns)
      }
    }
    workers.split(rows, grain: max(1, rows * Grain.elements / ((rows + count) * columns))) {
      range in
      for row in range {
        let start = unsafe row == 0 ? 0 : ends[row - 1]
        let terms = unsafe [ends[row] - start]
        for first in stride(from: 0, to: columns, by: Self.stripOfDoubles) {
          unsafe kernels.strided_sums_f64(
            min(Self.stripOfDoubles, columns - first), 1, terms, [columns],
            gathered + start * columns + first, y + row * columns + first)
        }
      }
    }
  }

  /// Columns that are summed at a time.
  private static var stripOfDoubles: Int { 8 }

  /// Columns of a task: whole strips of the kernel on every instruction set.
  private static var stripWidth: Int { 256 }
}
