internal import Glibc
internal import Synchronization

/// One of the places a command writes text to, and what that place can show.
///
/// Writing never stops the program: a reader that went away (`ckpt inspect FILE | head`) makes the
/// stream silent, and any other failure is kept in `failure` for the command's last word.
public final class TextStream: Sendable {
  /// Why text could not be written.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// The system's error number.
    public let code: Int32
    /// What was being written to.
    public let stream: String

    /// One line: what failed, and the system's reason.
    public var description: String {
      let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      return "cannot write to \(stream): \(reason)"
    }
  }

  private struct State {
    var readerIsGone = false
    var failure: Failure?
  }

  /// What people call the stream, as in "standard output".
  public let name: String
  /// Whether a terminal shows what is written.
  public let isTerminal: Bool
  /// Whether colours may be written.
  public let showsColour: Bool

  private let descriptor: Int32
  private let state = Mutex(State())

  /// Wraps an open file descriptor, which the caller keeps open.
  ///
  /// Colour needs a terminal, an unset or empty `NO_COLOR` and a `TERM` other than `dumb`.
  ///
  /// **Reference** <https://no-color.org>
  public init(
    descriptor: Int32, name: String, environment: (String) -> String? = TextStream.variable
  ) {
    self.descriptor = descriptor
    self.name = name
    isTerminal = isatty(descriptor) == 1
    showsColour = TextStream.showsColour(isTerminal: isTerminal, environment: environment)
  }

  /// Returns whether a stream shows colours, from what is known about it and its environment.
  public static func showsColour(
    isTerminal: Bool, environment: (String) -> String?
  ) -> Bool {
    isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  /// Returns the value of an environment variable.
  public static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Columns of the terminal, or nil when the stream is none or does not say.
  ///
  /// Asked anew each time, since a window changes its size.
  public var width: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The first failure other than a reader that went away.
  public var failure: Failure? { state.withLock { $0.failure } }

  /// Returns `text` in a style, or unchanged where no colour is shown.
  public func styled(_ text: String, _ style: TextStyle) -> String {
    showsColour ? style.applied(to: text) : text
  }

  /// Writes all of `text` at once, with no line end added.
  ///
  /// After a failure, and after the reader went away, writing does nothing.
  public func write(_ text: String) {
    let bytes = Array(text.utf8)
    state.withLock { state in
      guard !state.readerIsGone, state.failure == nil else { return }
      var written = 0
      while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes {
          unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
        }
        if count >= 0 {
          written += count
        } else if errno == EAGAIN {
          waitUntilWritable()
        } else if errno == EPIPE {
          state.readerIsGone = true
          return
        } else if errno != EINTR {
          state.failure = Failure(code: errno, stream: name)
          return
        }
      }
    }
  }

  /// Sleeps until a non-blocking descriptor takes more; whoever shares it may have set that mode.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }
}
