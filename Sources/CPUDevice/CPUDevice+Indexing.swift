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
    let type = entry.output.type
    let ends = unsafe scratch(byteCount: (rows + count) * MemoryLayout<Int>.stride)
      .bindMemory(to: Int.self, capacity: rows + count)
    let positions = unsafe ends + rows
    unsafe kernels.sort_positions(count, rows, entry.indices.integers, ends, positions)
    let scatter = unsafe lockstep_scatter(
      count: count, columns: columns, ends: ends, positions: positions,
      x: entry.input.numbers(type), y: entry.output.numbers(type))
    let kernel = unsafe reals(type).pointee.scatter_add
    let width = min(columns, Self.stripWidth)
    let strips = (columns + width - 1) / width
    let grain = max(1, rows * Grain.elements / ((rows + count) * width))
    let blocks = (rows + grain - 1) / grain
    unsafe withUnsafePointer(to: scatter) { scatter in
      workers.split(blocks * strips, grain: 1) { range in
        for task in range {
          let (row, column) = (task / strips * grain, task % strips * width)
          unsafe kernel(
            scatter, row, min(rows, row + grain), column, min(columns, column + width))
        }
      }
    }
  }

  /// Columns of a task: whole strips of the kernel on every instruction set.
  private static var stripWidth: Int { 256 }
}
