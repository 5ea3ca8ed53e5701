internal import CKernels
internal import CWorkers

extension CPUDevice {
  /// Tries known cases in which arithmetic that is not the contract's gives itself away.
  ///
  /// Compilers may fuse `a * b + c`, libraries built for speed switch subnormals off, and emulators
  /// round divisions carelessly. The device refuses to start when a probe fails. The probes run in the
  /// floating-point mode that the device computes in, and leave the caller's as it was.
  public static func probe(_ set: InstructionSet) -> [(name: String, passed: Bool)] {
    guard let kernels = unsafe set.kernels else {
      return [("the instruction set is available", false)]
    }
    let found = lockstep_floating_point_enter()
    defer { lockstep_floating_point_leave(found) }
    var results = [
      (name: "the floating-point mode can be set", passed: lockstep_floating_point_is_ieee())
    ]
    let passed = unsafe kernels.pointee.probe()
    var index: Int32 = 0
    while let name = unsafe lockstep_probe_name(index) {
      results.append((name: unsafe String(cString: name), passed: passed >> index & 1 == 1))
      index += 1
    }
    return results
  }
}
