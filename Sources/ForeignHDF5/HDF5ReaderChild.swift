internal import CanonicalHDF5
internal import Glibc
internal import Synchronization
internal import TensorFiles

/// The parent's side: a child process that reads one HDF5 file, and the requests to it.
///
/// What the child says is bounded in size, and checked by who asked. Once it has ended, failed to answer
/// or answered with nonsense, every request gets the same error.
final class HDF5ReaderChild: Sendable {
  /// How a child is started.
  struct Start: Sendable {
    /// The program.
    var program = "/proc/self/exe"
    /// What makes it read a file.
    var arguments = [HDF5ReaderProcess.argument]
    /// Milliseconds without a byte after which a child is given up.
    var patience: Int32 = 120_000
  }

  private enum State {
    case running(pid_t, socket: Int32)
    case failed(TensorFileError)
  }

  private let file: String
  private let patience: Int32
  private let state: Mutex<State>

  /// Starts a child for an open file.
  ///
  /// - Parameter path: How errors call the file.
  init(
    reading source: FileByteSource, path: String, by start: Start
  ) throws(TensorFileError) {
    let (process, socket) = try ReaderLaunch.start(
      start.program, start.arguments, source.descriptor, path)
    file = path
    patience = start.patience
    state = Mutex(.running(process, socket: socket))
  }

  deinit {
    state.withLock { state in
      if case .running(let process, let socket) = state { Self.end(process, socket) }
    }
  }

  /// What the child answers.
  ///
  /// - Parameter limit: Bytes that an answer may have; it must have exactly as many if `isExact`.
  func ask(
    _ request: ReaderMessage.Request, atMost limit: Int, isExact: Bool = false
  ) throws(TensorFileError) -> [UInt8] {
    try state.withLock { (state: inout State) throws(TensorFileError) -> [UInt8] in
      let (process, socket): (pid_t, Int32)
      switch state {
      case .failed(let error): throw error
      case .running(let running, let open): (process, socket) = (running, open)
      }
      do throws(Failure) {
        try give(ReaderMessage.bytes(of: request), to: socket)
        let head = try take(ReaderMessage.replyHeadByteCount, from: socket)
        guard let (kind, count) = ReaderMessage.head(head) else { throw .nonsense("no reply") }
        switch kind {
        case .result:
          guard count <= limit, !isExact || count == limit else {
            throw .nonsense("\(count) bytes for \(limit)")
          }
          return try take(count, from: socket)
        case .refusal:
          guard count <= ReaderMessage.textByteLimit else { throw .nonsense("\(count) bytes") }
          guard let refusal = Refusal(try take(count, from: socket)) else {
            throw .nonsense("a refusal without a reason")
          }
          throw .refused(refusal)
        }
      } catch {
        if case .refused(let refusal) = error { throw refusal.error(file: file) }
        let end = Self.end(process, socket)
        let problem = error.error(file: file, end, patience)
        state = .failed(problem)
        throw problem
      }
    }
  }
}

// MARK: - Bytes

extension HDF5ReaderChild {
  private func give(_ bytes: [UInt8], to socket: Int32) throws(Failure) {
    var given = 0
    while given < bytes.count {
      let start = given
      let result = unsafe bytes.withUnsafeBytes { buffer in
        // A child that has ended is an answer here, not a signal that ends the process.
        unsafe send(
          socket, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start,
          Int32(MSG_NOSIGNAL))
      }
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { throw .ended }
      given += result
    }
  }

  private func take(_ count: Int, from socket: Int32) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&watched, 1, patience)
      if ready < 0 && errno == EINTR { continue }
      guard ready != 0 else { throw .silent }
      let start = filled
      let result = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe read(socket, buffer.baseAddress.map { unsafe $0 + start }, count - start)
      }
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { throw .ended }
      filled += result
    }
    return bytes
  }

  /// Ends a child and returns how it ended, as `waitpid` says it.
  @discardableResult
  private static func end(_ process: pid_t, _ socket: Int32) -> Int32 {
    close(socket)
    var status: Int32 = 0
    // One that crashes or ends is given a second to do so, and keeps its own status.
    for _ in 0..<100 {
      if unsafe waitpid(process, &status, WNOHANG) == process { return status }
      usleep(10_000)
    }
    kill(process, SIGKILL)
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}

// MARK: - Failures

extension HDF5ReaderChild {
  /// Why there is no answer.
  private enum Failure: Error {
    /// The child has ended.
    case ended
    /// The child says nothing.
    case silent
    /// The child says what it must not.
    case nonsense(String)
    /// The child says why it cannot do what was asked.
    case refused(Refusal)

    func error(file: String, _ status: Int32, _ patience: Int32) -> TensorFileError {
      let signal = status & 0x7f
      let found: String =
        switch self {
        case .silent: "no answer within \(patience / 1000) seconds"
        case .nonsense(let what): "\(what) from the process that reads it"
        case .refused(let refusal): refusal.found
        case .ended where signal == SIGXCPU:
          "more than \(HDF5ReaderProcess.secondsPerRequest) seconds of work for one request"
        case .ended where signal != 0: "a crash of libhdf5 (signal \(signal))"
        case .ended: "an early end of the process that reads it (status \(status >> 8 & 0xff))"
        }
      return TensorFileError(
        .malformed, file: file, expected: "HDF5 that libhdf5 reads within its limits",
        found: found,
        remedy: "It was read in a process of its own, and nothing else was harmed; "
          + "do not open this file with other programs.")
    }
  }
}

extension Refusal {
  /// The same, for people who know the file by this name.
  func error(file: String) -> TensorFileError {
    TensorFileError(
      kind, file: file, place: place, expected: expected, found: found, remedy: remedy)
  }
}
