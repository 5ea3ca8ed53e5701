internal import CKernels
internal import Devices

// Group norm: cut between groups; each task gathers a group's elements in scratch of its own.
extension CPUDevice {
  func groupNorm(_ entry: GroupNormForward) {
    let shape = lockstep_groups(entry.shape)
    let epsilon = Float(entry.epsilon)
    let (input, gamma, beta) = unsafe (
      entry.input.floats, entry.gamma.floats, entry.beta.floats
    )
    let (output, normalized, inverse) = unsafe (
      entry.output.floats, entry.normalized.floats, entry.inverse.floats
    )
    unsafe withUnsafePointer(to: shape) { shape in
      unsafe eachGroup(of: entry.shape, slot: 1) { groups, scratch in
        unsafe kernels.group_norm(
          shape, groups.lowerBound, groups.upperBound, epsilon, input, gamma, beta, output,
          normalized, inverse, scratch)
      }
    }
  }

  func groupNormGradient(_ entry: GroupNormGradient) {
    let shape = lockstep_groups(entry.shape)
    let (upstream, gamma) = unsafe (entry.upstream.floats, entry.gamma.floats)
    let (normalized, inverse) = unsafe (entry.normalized.floats, entry.inverse.floats)
    let output = unsafe entry.output.floats
    unsafe withUnsafePointer(to: shape) { shape in
      unsafe eachGroup(of: entry.shape, slot: 2) { groups, scratch in
        unsafe kernels.group_norm_gradient(
          shape, groups.lowerBound, groups.upperBound, upstream, gamma, normalized, inverse,
          output, scratch)
      }
    }
  }

  /// Calls `body` with consecutive groups of all images, and scratch for `slot` of them.
  private func eachGroup(
    of shape: GroupShape, slot: Int,
    _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let groups = shape.batch * shape.groups
    let length = slot * shape.positions * shape.size
    let grain = Grain.rows(columns: shape.positions * shape.size)
    // Few tasks, because each has scratch of its own.
    let tasks = min(32, (groups + grain - 1) / grain)
    let scratch = unsafe scratch(floats: tasks * length)
    workers.split(tasks, grain: 1) { range in
      for task in range {
        unsafe body(
          task * groups / tasks..<(task + 1) * groups / tasks, scratch + task * length)
      }
    }
  }
}

extension lockstep_groups {
  fileprivate init(_ shape: GroupShape) {
    self.init(positions: shape.positions, groups: shape.groups, size: shape.size)
  }
}
