internal import Glibc

/// Where a command speaks: results to standard output, progress and errors to standard error.
///
/// So `ckpt inspect FILE --json > state.json` holds the result and nothing else.
public struct Console: Sendable {
  /// Takes results.
  public let results: TextStream
  /// Takes progress, warnings and errors.
  public let messages: TextStream

  /// The process's own console.
  ///
  /// A closed pipe from here on is an answer of `write`, not a signal that ends the process.
  public static let standard: Console = {
    _ = signal(SIGPIPE, SIG_IGN)
    return Console(
      results: TextStream(descriptor: STDOUT_FILENO, name: "standard output"),
      messages: TextStream(descriptor: STDERR_FILENO, name: "standard error"))
  }()

  /// Creates a console of two streams.
  public init(results: TextStream, messages: TextStream) {
    self.results = results
    self.messages = messages
  }

  /// Writes a result and a line end, unless the text already ends with one.
  public func show(_ text: String) { results.write(Console.line(text)) }

  /// Writes a message for the user that is no part of the result.
  public func note(_ text: String) { messages.write(Console.line(text)) }

  /// Writes an error as one line that begins with `error:`.
  public func report(_ problem: String) {
    messages.write(Console.line(messages.styled("error:", .red) + " " + problem))
  }

  /// Returns the status to end with, which is `trouble` when the result could not be written.
  ///
  /// A full disk behind standard output is then an error that the user sees, not a short file.
  public func finish(_ status: ExitStatus) -> ExitStatus {
    guard let failure = results.failure else { return status }
    report("\(failure); the result is not complete, so free space or choose another place")
    return status.combined(with: .trouble)
  }

  private static func line(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
}
