import Glibc

/// A thread that runs one closure and is joined.
final class WorkerThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private let thread: pthread_t

  /// Starts a thread that runs `body`.
  ///
  /// **Throws** `noThread` when the system gives none.
  init(_ body: @escaping @Sendable () -> Void) throws(DatasetError) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Body(body))
    // Signals are for the thread that trains: a new thread inherits the mask of its maker.
    var everySignal = sigset_t()
    var previousMask = sigset_t()
    unsafe sigfillset(&everySignal)
    unsafe pthread_sigmask(SIG_SETMASK, &everySignal, &previousMask)
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        }
        return nil
      }, context.toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &previousMask, nil)
    guard status == 0 else {
      unsafe context.release()
      throw DatasetError(
        .noThread,
        "a data worker needs a thread, but the system gave none (pthread_create returned "
          + "\(status)); use fewer workers: the batches are the same")
    }
    self.thread = thread
  }

  /// Waits until the closure has returned; to be called once.
  func join() {
    let status = pthread_join(thread, nil)
    precondition(status == 0, "pthread_join returned \(status), but a running thread gives 0")
  }
}
