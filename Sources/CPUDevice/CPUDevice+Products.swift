internal import CKernels
internal import Devices
internal import NumericsContract

// Matrix products: pack, then compute tiles; both are cut into independent tasks by shape.
extension CPUDevice {
  func matmul(_ entry: Matmul) {
    if entry.output.type == .float64 { return matmulDoubles(entry) }
    let (m, n, k) = (entry.m, entry.n, entry.k)
    let first = unsafe lockstep_matmul(
      m: m, n: n, k: k,
      a_row_stride: entry.transposeA ? 1 : k, a_inner_stride: entry.transposeA ? m : 1,
      b_inner_stride: entry.transposeB ? 1 : n, b_column_stride: entry.transposeB ? k : 1,
      a: entry.a.floats, b: entry.b.floats, bias: nil, c: entry.output.floats)
    let (aStep, bStep) = (entry.repeatsA ? 0 : m * k, entry.repeatsB ? 0 : k * n)
    func product(_ index: Int) -> lockstep_matmul {
      var product = unsafe first
      unsafe product.a += index * aStep
      unsafe product.b += index * bStep
      unsafe product.c += index * m * n
      return unsafe product
    }
    let multiplications = Double(m) * Double(n) * Double(k)
    if entry.batch == 1 || multiplications >= Self.sharedAlone {
      for index in 0..<entry.batch { unsafe multiply(product(index)) }
      return
    }
    // Small products: each by one thread, some of them one after another in a task's own scratch.
    let smallest = Double(entry.batch) * multiplications < Self.smallestShared
    let tasks = smallest ? min(entry.batch, 1) : min(entry.batch, Self.mostBatchTasks)
    let slot = unsafe withUnsafePointer(to: first) { unsafe kernels.matmul_scratch($0) }
    let scratch = unsafe scratch(floats: tasks * slot)
    workers.run(tasks: tasks) { task in
      for index in task * entry.batch / tasks..<(task + 1) * entry.batch / tasks {
        unsafe withUnsafePointer(to: product(index)) { product in
          let packed = unsafe scratch + task * slot
          for part in unsafe 0..<kernels.matmul_packing_tasks(product) {
            unsafe kernels.matmul_pack(product, part, packed)
          }
          for part in unsafe 0..<kernels.matmul_tile_tasks(product) {
            unsafe kernels.matmul_tile(product, part, packed)
          }
        }
      }
    }
  }

  /// Blocks of rows and columns, whole tiles of every instruction set but for the last ones.
  private func matmulDoubles(_ entry: Matmul) {
    let (m, n, k) = (entry.m, entry.n, entry.k)
    let (a, b, c) = unsafe (entry.a.doubles, entry.b.doubles, entry.output.doubles)
    let (rows, columns) = (Self.rowsOfBlock, Self.columnsOfBlock)
    let (down, across) = ((m + rows - 1) / rows, (n + columns - 1) / columns)
    let multiplications = Double(entry.batch) * Double(m) * Double(n) * Double(k)
    share(entry.batch * down * across, multiplications) { task in
      let (index, block) = task.quotientAndRemainder(dividingBy: down * across)
      let (row, column) = (block / across * rows, block % across * columns)
      let product = unsafe lockstep_matmul_f64(
        m: m, n: n, k: k,
        a_row_stride: entry.transposeA ? 1 : k, a_inner_stride: entry.transposeA ? m : 1,
        b_inner_stride: entry.transposeB ? 1 : n, b_column_stride: entry.transposeB ? k : 1,
        a: a + (entry.repeatsA ? 0 : index * m * k), b: b + (entry.repeatsB ? 0 : index * k * n),
        c: c + index * m * n)
      unsafe withUnsafePointer(to: product) { product in
        unsafe kernels.matmul_f64(
          product, row, min(m, row + rows), column, min(n, column + columns))
      }
    }
  }

  private static var rowsOfBlock: Int { 96 }
  private static var columnsOfBlock: Int { 128 }

  /// Multiplications from which the tiles of one product of a batch are worth sharing.
  private static var sharedAlone: Double { 8_388_608 }
  /// Multiplications that one thread computes sooner than it wakes another.
  private static var smallestShared: Double { 262_144 }
  /// Tasks of a batch; each has scratch of its own.
  private static var mostBatchTasks: Int { 64 }

  /// The bias joins when a tile's last panel is stored: the addition that `AddRow` would make.
  func linear(_ entry: LinearForward) {
    if entry.output.type == .float64 {
      for part in entry.constituents ?? [] {
        if case .matmul(let product) = part { matmul(product) }
        if case .addRow(let bias) = part { addRow(bias) }
      }
      return
    }
    let (m, n, k) = (entry.m, entry.n, entry.k)
    unsafe multiply(
      lockstep_matmul(
        m: m, n: n, k: k, a_row_stride: k, a_inner_stride: 1, b_inner_stride: 1,
        b_column_stride: k, a: entry.input.floats, b: entry.weight.floats,
        bias: entry.bias.floats, c: entry.output.floats))
  }

  func multiply(_ product: lockstep_matmul) {
    unsafe withUnsafePointer(to: product) { product in
      let packed = unsafe kernels.matmul_scratch(product)
      let scratch = unsafe scratch(floats: packed)
      let packingTasks = unsafe kernels.matmul_packing_tasks(product)
      let tileTasks = unsafe kernels.matmul_tile_tasks(product)
      let multiplications =
        unsafe Double(product.pointee.m) * Double(product.pointee.n) * Double(product.pointee.k)
      share(packingTasks, multiplications) { task in
        unsafe kernels.matmul_pack(product, task, scratch)
      }
      share(tileTasks, multiplications) { task in
        unsafe kernels.matmul_tile(product, task, scratch)
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
