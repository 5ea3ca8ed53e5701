internal import CKernels
internal import Devices
internal import NumericsContract

// Copies: cut between planes, and between rows where planes are large.
extension CPUDevice {
  func copy(_ entry: Copy) {
    guard entry.axes.elementCount > 0 else { return }
    let plan = CopyPlan(entry.axes)
    if plan.isContiguous {
      copyRun(entry)
      return
    }
    let (planes, rows) = (plan.planes, plan.rows)
    unsafe withUnsafePointer(to: plan.kernelCopy(of: entry)) { copy in
      let planeGrain = Grain.elements / (rows * plan.columns)
      if planeGrain > 0 {
        workers.split(planes, grain: planeGrain) { range in
          unsafe kernels.copy_planes(copy, range.lowerBound, range.upperBound, 0, rows)
        }
        return
      }
      // Whole strips of the kernel, so that only the last one has an edge.
      let strip = 64
      let grain = (Grain.rows(columns: plan.columns) + strip - 1) / strip * strip
      let blocks = (rows + grain - 1) / grain
      workers.split(planes * blocks, grain: 1) { range in
        for task in range {
          let (plane, block) = task.quotientAndRemainder(dividingBy: blocks)
          unsafe kernels.copy_planes(
            copy, plane, plane + 1, block * grain, min(rows, (block + 1) * grain))
        }
      }
    }
  }

  private func copyRun(_ entry: Copy) {
    let (input, output) = unsafe (entry.input.bytes, entry.output.bytes)
    let byteCount = entry.axes.elementCount * entry.input.type.byteCount
    workers.split(byteCount, grain: Grain.elements * 4) { range in
      unsafe (output + range.lowerBound).copyMemory(
        from: input + range.lowerBound, byteCount: range.count)
    }
  }
}
