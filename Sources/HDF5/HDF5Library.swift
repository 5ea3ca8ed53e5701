internal import CHDF5
internal import Synchronization

/// The process-wide state of libhdf5: one lock around every sequence of calls, and its start-up.
///
/// Some builds of libhdf5 are not safe for threads, and its identifiers, error stacks and free
/// lists are shared by the whole process. Every sequence of calls therefore runs inside
/// ``withExclusiveAccess(_:)``.
public enum HDF5Library {
  /// Guards libhdf5; the value tells whether the library has been started.
  private static let started = Mutex(false)

  /// Runs `body` while no other sequence of libhdf5 calls runs in this process.
  ///
  /// The library starts at the first call: no exit handler (1.10 crashes there after a failed
  /// write), no plugins, no error messages on standard error. `body` must not call this function
  /// again.
  ///
  /// - Parameter body: The calls.
  /// - Returns: What `body` returns.
  ///
  /// **Throws** ``HDF5Error``: what `body` throws, or a failed start.
  public static func withExclusiveAccess<Result: Sendable>(
    _ body: () throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try started.withLock { (started: inout Bool) throws(HDF5Error) -> Result in
      if !started {
        try start()
        started = true
      }
      // The error stack of a thread-safe build belongs to the thread, so each sequence silences it.
      guard H5Eset_auto2(chdf5_current_error_stack(), nil, nil) >= 0 else {
        throw .library(call: "H5Eset_auto2", subject: "the error stack", trace: [])
      }
      return try body()
    }
  }

  private static func start() throws(HDF5Error) {
    if let problem = unsafe chdf5_load() {
      throw .notInstalled(unsafe String(cString: problem))
    }
    // Refused when something else in the process has already started the library: no harm done.
    _ = H5dont_atexit()
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var release: UInt32 = 0
    guard unsafe H5get_libversion(&major, &minor, &release) >= 0 else {
      throw .library(call: "H5get_libversion", subject: "the library", trace: [])
    }
    // Identifiers have 64 bits since 1.10.
    guard major == 2 || major == 1 && minor >= 10 else {
      throw .libraryVersion("\(major).\(minor).\(release)")
    }
    guard H5PLset_loading_state(0) >= 0 else {
      throw .library(call: "H5PLset_loading_state", subject: "plugins", trace: [])
    }
  }
}
