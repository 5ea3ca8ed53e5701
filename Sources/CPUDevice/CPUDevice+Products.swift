internal import CKernels
internal import Devices
internal import NumericsContract

// Matrix products: pack, then compute tiles; both are cut into independent tasks by shape.
extension CPUDevice {
  func matmul(_ entry: Matmul) {
    let type = entry.output.type
    let (m, n, k, size) = (entry.m, entry.n, entry.k, type.byteCount)
    let first = unsafe lockstep_matmul(
      m: m, n: n, k: k,
      a_row_stride: entry.transposeA ? 1 : k, a_inner_stride: entry.transposeA ? m : 1,
      b_inner_stride: entry.transposeB ? 1 : n, b_column_stride: entry.transposeB ? k : 1,
      a: entry.a.numbers(type), b: entry.b.numbers(type), bias: nil,
      c: entry.output.numbers(type))
    let aStep = entry.repeatsA ? 0 : m * k * size
    let bStep = entry.repeatsB ? 0 : k * n * size
    func product(_ index: Int) -> lockstep_matmul {
      var product = unsafe first
      unsafe product.a += index * aStep
      unsafe product.b += index * bStep
      unsafe product.c += index * m * n * size
      return unsafe product
    }
    let multiplications = Double(m) * Double(n) * Double(k)
    if entry.batch == 1 || multiplications >= Self.sharedAlone {
      for index in 0..<entry.batch { unsafe multiply(product(index), of: type) }
      return
    }
    // Small products: each by one thread, some of them one after another in a task's own scratch.
    let smallest = Double(entry.batch) * multiplications < Self.smallestShared
    let tasks = smallest ? min(entry.batch, 1) : min(entry.batch, Self.mostBatchTasks)
    let reals = unsafe reals(type)
    let slot =
      unsafe withUnsafePointer(to: first) { unsafe reals.pointee.matmul_scratch($0) } * size
    let scratch = unsafe scratch(byteCount: tasks * slot)
    workers.run(tasks: tasks) { task in
      for index in task * entry.batch / tasks..<(task + 1) * entry.batch / tasks {
        unsafe withUnsafePointer(to: product(index)) { product in
          let packed = unsafe scratch + task * slot
          for part in unsafe 0..<reals.pointee.matmul_packing_tasks(product) {
            unsafe reals.pointee.matmul_pack(product, part, packed)
          }
          for part in unsafe 0..<reals.pointee.matmul_tile_tasks(product) {
            unsafe reals.pointee.matmul_tile(product, part, packed)
          }
        }
      }
    }
  }

  /// Multiplications from which the tiles of one product of a batch are worth sharing.
  private static var sharedAlone: Double { 8_388_608 }
  /// Multiplications that one thread computes sooner than it wakes another.
  private static var smallestShared: Double { 262_144 }
  /// Tasks of a batch; each has scratch of its own.
  private static var mostBatchTasks: Int { 64 }

  /// The bias joins when a tile's last panel is stored: the addition that `AddRow` would make.
  func linear(_ entry: LinearForward) {
    let type = entry.output.type
    let (m, n, k) = (entry.m, entry.n, entry.k)
    unsafe multiply(
      lockstep_matmul(
        m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: 1,
        b_column_stride: k, a: entry.input.numbers(type), b: entry.weight.numbers(type),
        bias: entry.bias.numbers(type), c: entry.output.numbers(type)), of: type)
  }

  func multiply(_ product: lockstep_matmul, of type: ElementType) {
    let reals = unsafe reals(type)
    unsafe withUnsafePointer(to: product) { product in
      let packed = unsafe reals.pointee.matmul_scratch(product)
      let scratch = unsafe scratch(byteCount: packed * type.byteCount)
      let packingTasks = unsafe reals.pointee.matmul_packing_tasks(product)
      let tileTasks = unsafe reals.pointee.matmul_tile_tasks(product)
      let multiplications =
        unsafe Double(product.pointee.m) * Double(product.pointee.n) * Double(product.pointee.k)
      share(packingTasks, multiplications) { task in
        unsafe reals.pointee.matmul_pack(product, task, scratch)
      }
      share(tileTasks, multiplications) { task in
        unsafe reals.pointee.matmul_tile(product, task, scratch)
      }
    }
  }

  /// Runs tasks on all threads, or on this one when the product takes only microseconds.
  func share(_ tasks: Int, _ multiplications: Double, _ body: (Int) -> Void) {
    if threads == 1 || tasks < 2 || multiplications < Self.smallestShared {
      for task in 0..<tasks { body(task) }
    } else {
      workers.run(tasks: tasks, body)
    }
  }
}
