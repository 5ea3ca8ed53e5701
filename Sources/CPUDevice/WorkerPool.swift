import CWorkers

/// The cpu device's threads: fork and join, one call at a time.
@safe final class WorkerPool {
  /// Threads that share the work; the calling one is among them.
  let threads: Int
  private let pool: OpaquePointer

  /// Starts the threads, or returns nil when the system refuses one.
  init?(threads: Int) {
    guard let count = Int32(exactly: threads), let pool = unsafe lockstep_pool_create(count) else {
      return nil
    }
    self.threads = threads
    unsafe self.pool = pool
  }

  deinit {
    unsafe lockstep_pool_destroy(pool)
  }

  /// Calls `body` exactly once for each task in 0 ..< `tasks` and returns when all are done.
  ///
  /// Which thread computes a task is open: its result may depend on its index only.
  func run(tasks: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var job = Job(body: body)
      unsafe withUnsafeMutablePointer(to: &job) { job in
        unsafe lockstep_pool_run(
          pool, tasks,
          { context, task in
            unsafe context?.assumingMemoryBound(to: Job.self).pointee.body(task)
          },
          job)
      }
    }
  }

  /// Calls `body` with consecutive ranges of at most `grain` that cover 0 ..< `count`.
  ///
  /// A count within one grain is computed by the calling thread: waking another costs more. Nothing
  /// is called for a count of 0.
  func split(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    guard count > grain, threads > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    run(tasks: (count + grain - 1) / grain) { task in
      body(task * grain..<min(count, (task + 1) * grain))
    }
  }

  private struct Job {
    let body: (Int) -> Void
  }
}
