import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns SIGINT and SIGTERM into a flag that a run looks at between steps.
///
/// The handler does nothing but set the flag: a run saves at the next commit point, never inside a handler.
/// A second signal of the same kind ends the process at once.
public enum StopSignal {
  private static let pending = Atomic<Int32>(0)

  /// Starts listening; call once, early in a program's life.
  public static func install() {
    _ = pending.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        StopSignal.pending.store(number, ordering: .releasing)
        Glibc.signal(number, SIG_DFL)
      }
    }
  }

  /// The signal that arrived, if any.
  public static var received: Int32? {
    let number = pending.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }
}
