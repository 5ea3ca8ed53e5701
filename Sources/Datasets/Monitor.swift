import Glibc

/// A value that threads share: one thread at a time sees it, and threads sleep until it suits them.
@safe
final class Monitor<State: Sendable>: @unchecked Sendable {
  // POSIX wants a mutex and a condition to stay at one address.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  init(_ state: State) {
    self.state = state
    unsafe succeed(pthread_mutex_init(mutex, nil), "pthread_mutex_init")
    unsafe succeed(pthread_cond_init(changed, nil), "pthread_cond_init")
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Changes the value and wakes the threads that wait for a change.
  func update(_ body: (inout State) -> Void) {
    lock()
    defer { unlock() }
    body(&state)
  }

  /// Sleeps until `body` returns a value; it is tried at once and again after every change.
  ///
  /// `body` may change the value when it returns one, and must not when it returns nil.
  func wait<Value>(for body: (inout State) -> Value?) -> Value {
    lock()
    defer { unlock() }
    while true {
      if let value = body(&state) { return value }
      unsafe succeed(pthread_cond_wait(changed, mutex), "pthread_cond_wait")
    }
  }

  private func lock() { unsafe succeed(pthread_mutex_lock(mutex), "pthread_mutex_lock") }

  private func unlock() {
    unsafe succeed(pthread_cond_broadcast(changed), "pthread_cond_broadcast")
    unsafe succeed(pthread_mutex_unlock(mutex), "pthread_mutex_unlock")
  }

  private func succeed(_ status: Int32, _ function: String) {
    precondition(status == 0, "\(function) returned \(status), but a sound monitor gives 0")
  }
}
