import CWorkers
import Foundation
import Synchronization
import Testing

/// A pool that ends with its owner, or nil when it is refused.
@safe private final class Pool {
  fileprivate let pool: OpaquePointer

  init?(threads: Int32) {
    guard let pool = unsafe lockstep_pool_create(threads) else { return nil }
    unsafe self.pool = pool
  }

  deinit { unsafe lockstep_pool_destroy(pool) }

  /// Runs a round and returns how often each task ran, and how often outside the IEEE mode.
  func tally(tasks: Int) -> Tally.Counts {
    let tally = Tally(tasks: tasks)
    unsafe lockstep_pool_run(
      pool, tasks,
      { context, task in
        guard let context = unsafe context else { return }
        let tally = unsafe Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue()
        let isIEEE = lockstep_floating_point_is_ieee()
        tally.counts.withLock { counts in
          counts.runs[task] += 1
          if !isIEEE { counts.wrongModes += 1 }
        }
      },
      Unmanaged.passUnretained(tally).toOpaque())
    return tally.counts.withLock { $0 }
  }
}

extension Pool {
  /// Runs a round of tasks that take next to no time and returns the sum of task + 1.
  func sum(tasks: Int) -> Int {
    let total = Total()
    unsafe lockstep_pool_run(
      pool, tasks,
      { context, task in
        guard let context = unsafe context else { return }
        let total = unsafe Unmanaged<Total>.fromOpaque(context).takeUnretainedValue()
        total.sum.add(task + 1, ordering: .relaxed)
      },
      Unmanaged.passUnretained(total).toOpaque())
    return total.sum.load(ordering: .relaxed)
  }
}

extension Pool {
  /// Has every thread take one task, and returns how many of them were in the IEEE mode.
  func threadsInIEEEMode(of threads: Int) -> Int {
    let meeting = Meeting(threads: threads)
    unsafe lockstep_pool_run(
      pool, threads,
      { context, _ in
        guard let context = unsafe context else { return }
        let meeting = unsafe Unmanaged<Meeting>.fromOpaque(context).takeUnretainedValue()
        let isIEEE = lockstep_floating_point_is_ieee()
        if meeting.waitForAll() && isIEEE { meeting.regular.add(1, ordering: .relaxed) }
      },
      Unmanaged.passUnretained(meeting).toOpaque())
    return meeting.regular.load(ordering: .relaxed)
  }
}

private final class Meeting: Sendable {
  let threads: Int
  let regular = Atomic(0)
  private let arrived = Atomic(0)

  init(threads: Int) { self.threads = threads }

  /// Waits until as many tasks are under way as there are threads; false after ten seconds.
  func waitForAll() -> Bool {
    arrived.add(1, ordering: .sequentiallyConsistent)
    for _ in 0..<100_000 {
      if arrived.load(ordering: .sequentiallyConsistent) == threads { return true }
      Thread.sleep(forTimeInterval: 0.0001)
    }
    return false
  }
}

private final class Total: Sendable {
  let sum = Atomic(0)
}

private final class Tally: Sendable {
  struct Counts {
    var runs: [Int]
    var wrongModes = 0

    var isOnceEach: Bool { runs.allSatisfy { $0 == 1 } }
  }

  let counts: Mutex<Counts>

  init(tasks: Int) { counts = Mutex(Counts(runs: Array(repeating: 0, count: tasks))) }
}

@Suite struct WorkerPoolTests {
  // Flush-to-zero and denormals-are-zero on x86-64, FZ on arm64.
  #if arch(x86_64)
    static let relaxedMode = lockstep_floating_point_mode(bits: 0x9FC0)
  #else
    static let relaxedMode = lockstep_floating_point_mode(bits: 1 << 24)
  #endif

  @Test("NUM-001: every task of every round runs exactly once", arguments: [1, 2, 3, 7] as [Int32])
  func everyTaskOnce(threads: Int32) throws {
    let pool = try #require(Pool(threads: threads))
    for round in 0..<400 {
      let counts = pool.tally(tasks: round % 97 + (round % 100 == 99 ? 2_000 : 0))
      #expect(counts.isOnceEach, "round \(round)")
      #expect(counts.wrongModes == 0, "round \(round)")
    }
  }

  @Test(
    "NUM-001: a late thread takes no task of the next round for one of the last",
    arguments: [2, 3, 7] as [Int32])
  func roundsInARow(threads: Int32) throws {
    let pool = try #require(Pool(threads: threads))
    var wrong = 0
    for round in 0..<20_000 {
      let tasks = 2 + round * 7 % 31
      if pool.sum(tasks: tasks) != tasks * (tasks + 1) / 2 { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test(
    "NUM-001: a pool wakes up again after its threads fell asleep",
    arguments: [2, 3, 7] as [Int32])
  func wakesUp(threads: Int32) async throws {
    let pool = try #require(Pool(threads: threads))
    for _ in 0..<5 {
      // Far longer than a worker spins.
      try await Task.sleep(for: .milliseconds(3))
      #expect(pool.tally(tasks: 300).isOnceEach)
    }
  }

  @Test("NUM-001: tasks keep subnormals although the caller does not; its mode returns")
  func floatingPointMode() throws {
    let pool = try #require(Pool(threads: 2))
    lockstep_floating_point_leave(Self.relaxedMode)
    let counts = pool.tally(tasks: 500)
    let wasIEEEAfterwards = lockstep_floating_point_is_ieee()
    _ = lockstep_floating_point_enter()
    #expect(!wasIEEEAfterwards)
    #expect(lockstep_floating_point_is_ieee())
    #expect(counts.wrongModes == 0)
    #expect(counts.isOnceEach)
  }

  @Test(
    "NUM-001: every thread keeps subnormals although the one that started them does not",
    arguments: [1, 2, 3, 7] as [Int32])
  func inheritedMode(threads: Int32) throws {
    // What a library does that was built with fast-math, when it is loaded; threads inherit it.
    lockstep_floating_point_leave(Self.relaxedMode)
    let pool = Pool(threads: threads)
    _ = lockstep_floating_point_enter()
    #expect(try #require(pool).threadsInIEEEMode(of: Int(threads)) == Int(threads))
  }

  @Test("a pool of fewer than one thread is refused", arguments: [0, -1] as [Int32])
  func tooFewThreads(threads: Int32) {
    #expect(Pool(threads: threads) == nil)
  }
}
