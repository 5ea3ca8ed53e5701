internal import CKernels
internal import Devices
internal import NumericsContract

// Group norm: cut between groups; each task gathers a group's elements in scratch of its own.
extension CPUDevice {
  func groupNorm(_ entry: GroupNormForward) {
    let shape = lockstep_groups(entry.shape)
    let (type, epsilon) = (entry.output.type, entry.epsilon)
    let (input, gamma, beta) = unsafe (
      entry.input.numbers(type), entry.gamma.numbers(type), entry.beta.numbers(type)
    )
    let (output, normalized, inverse) = unsafe (
      entry.output.numbers(type), entry.normalized.numbers(type), entry.inverse.numbers(type)
    )
    let kernel = unsafe reals(type).pointee.group_norm
    unsafe withUnsafePointer(to: shape) { shape in
      unsafe eachGroup(of: entry.shape, type, slot: 1) { groups, scratch in
        unsafe kernel(
          shape, groups.lowerBound, groups.upperBound, epsilon, input, gamma, beta, output,
          normalized, inverse, scratch)
      }
    }
  }

  func groupNormGradient(_ entry: GroupNormGradient) {
    let shape = lockstep_groups(entry.shape)
    let type = entry.output.type
    let (upstream, gamma) = unsafe (entry.upstream.numbers(type), entry.gamma.numbers(type))
    let (normalized, inverse) = unsafe (entry.normalized.numbers(type), entry.inverse.numbers(type))
    let output = unsafe entry.output.numbers(type)
    let kernel = unsafe reals(type).pointee.group_norm_gradient
    unsafe withUnsafePointer(to: shape) { shape in
      unsafe eachGroup(of: entry.shape, type, slot: 2) { groups, scratch in
        unsafe kernel(
          shape, groups.lowerBound, groups.upperBound, upstream, gamma, normalized, inverse,
          output, scratch)
      }
    }
  }

  /// Calls `body` with consecutive groups of all images, and scratch for `slot` of them.
  private func eachGroup(
    of shape: GroupShape, _ type: ElementType, slot: Int,
    _ body: (Range<Int>, UnsafeMutableRawPointer) -> Void
  ) {
    let groups = shape.batch * shape.groups
    let length = slot * shape.positions * shape.size * type.byteCount
    let grain = Grain.rows(columns: shape.positions * shape.size)
    // Few tasks, because each has scratch of its own.
    let tasks = min(32, (groups + grain - 1) / grain)
    let scratch = unsafe scratch(byteCount: tasks * length)
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
