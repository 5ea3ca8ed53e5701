internal import CKernels
internal import Devices

// Matrix products: pack, then compute tiles; both are cut into independent tasks by shape.
extension CPUDevice {
  func matmul(_ entry: Matmul) {
    let (m, n, k) = (entry.m, entry.n, entry.k)
    unsafe multiply(
      lockstep_matmul(
        m: m, n: n, k: k,
        a_row_stride: entry.transposeA ? 1 : k, a_inner_stride: entry.transposeA ? m : 1,
        b_inner_stride: entry.transposeB ? 1 : n, b_column_stride: entry.transposeB ? k : 1,
        a: entry.a.floats, b: entry.b.floats, bias: nil, c: entry.output.floats))
  }

  /// The bias joins when a tile's last panel is stored: the addition that `AddRow` would make.
  func linear(_ entry: LinearForward) {
    let (m, n, k) = (entry.m, entry.n, entry.k)
    unsafe multiply(
      lockstep_matmul(
        m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: 1,
        b_column_stride: k, a: entry.input.floats, b: entry.weight.floats,
        bias: entry.bias.floats, c: entry.output.floats))
  }

  private func multiply(_ product: lockstep_matmul) {
    unsafe withUnsafePointer(to: product) { product in
      let packed = unsafe kernels.matmul_scratch(product)
      let scratch = unsafe scratch(byteCount: packed * MemoryLayout<Float>.stride)
        .bindMemory(to: Float.self, capacity: packed)
      let packingTasks = unsafe kernels.matmul_packing_tasks(product)
      let tileTasks = unsafe kernels.matmul_tile_tasks(product)
      unsafe share(packingTasks, product) { task in
        unsafe kernels.matmul_pack(product, task, scratch)
      }
      unsafe share(tileTasks, product) { task in
        unsafe kernels.matmul_tile(product, task, scratch)
      }
    }
  }

  /// Runs tasks on all threads, or on this one when the product takes only microseconds.
  private func share(
    _ tasks: Int, _ product: UnsafePointer<lockstep_matmul>, _ body: (Int) -> Void
  ) {
    let smallest = 262_144.0
    let multiplications =
      unsafe Double(product.pointee.m) * Double(product.pointee.n) * Double(product.pointee.k)
    if threads == 1 || tasks < 2 || multiplications < smallest {
      for task in 0..<tasks { body(task) }
    } else {
      workers.run(tasks: tasks, body)
    }
  }
}
