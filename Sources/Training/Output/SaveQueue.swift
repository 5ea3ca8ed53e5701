internal import Dispatch
internal import Synchronization

/// Files written while training goes on: at most one piece of work at a time, in the order asked for.
///
/// Work must hold everything it writes when it is submitted. An error ends the work it came from and is
/// thrown by the next call of `check`, `wait` or `submit`, once.
final class SaveQueue: Sendable {
  private let queue = DispatchQueue(label: "lockstep.save", qos: .userInitiated)
  private let group = DispatchGroup()
  private let failure = Mutex<(any Error)?>(nil)
  private let willStart: @Sendable () -> Void

  /// Makes an idle queue; `willStart` is called before each piece of work, on the thread that does it.
  init(willStart: @escaping @Sendable () -> Void = {}) {
    self.willStart = willStart
  }

  /// Waits for the work before, then starts this and returns.
  ///
  /// - Throws: What the work before threw; the new work is then not done.
  func submit(_ work: @escaping @Sendable () throws -> Void) throws {
    try wait()
    queue.async(group: group) {
      self.willStart()
      do {
        try work()
      } catch {
        self.failure.withLock { $0 = error }
      }
    }
  }

  /// Waits until nothing is under way.
  ///
  /// - Throws: What the work threw.
  func wait() throws {
    group.wait()
    try check()
  }

  /// Does not wait.
  ///
  /// - Throws: What work that has ended threw.
  func check() throws {
    let error = failure.withLock { stored in
      defer { stored = nil }
      return stored
    }
    if let error { throw error }
  }
}
