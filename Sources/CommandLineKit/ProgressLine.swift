/// News about work that takes time: one line that updates on a terminal, now and then a line elsewhere.
///
/// Call `finish()` before anything else is written to the same stream.
public struct ProgressLine {
  /// Least time between two updates on a terminal.
  public static let terminalInterval = Duration.milliseconds(100)
  /// Least time between two lines in a log.
  public static let logInterval = Duration.seconds(10)

  private let stream: TextStream
  private let isTerminal: Bool
  private let now: () -> Duration
  private var shownAt: Duration?
  private var pending: (() -> String)?
  private var isOnScreen = false

  /// Creates a line that has not been shown.
  ///
  /// - Parameters:
  ///   - stream: standard error, as a rule.
  ///   - isTerminal: whether to update in place; nil asks the stream.
  ///   - now: a clock that never goes back; it decides when text is written, never what is computed.
  public init(
    on stream: TextStream, isTerminal: Bool? = nil, now: (() -> Duration)? = nil
  ) {
    self.stream = stream
    self.isTerminal = isTerminal ?? stream.isTerminal
    if let now {
      self.now = now
    } else {
      let start = ContinuousClock.now
      self.now = { ContinuousClock.now - start }
    }
  }

  /// Shows `text`, unless the last text was shown a moment ago; then it waits for `finish()`, and is
  /// put into words only if it is still the last by then.
  public mutating func update(_ text: @escaping @autoclosure () -> String) {
    let time = now()
    let interval = isTerminal ? ProgressLine.terminalInterval : ProgressLine.logInterval
    if let shownAt, time - shownAt < interval {
      pending = text
      return
    }
    shownAt = time
    pending = nil
    show(text())
  }

  /// Shows the last text if it was held back, and ends the line.
  public mutating func finish() {
    if let text = pending { show(text()) }
    pending = nil
    if isOnScreen { stream.write("\n") }
    isOnScreen = false
    shownAt = nil
  }

  /// Takes the line off a terminal, so that something else can be written; a log keeps its lines.
  public mutating func clear() {
    pending = nil
    if isOnScreen { stream.write("\r\u{1B}[K") }
    isOnScreen = false
    shownAt = nil
  }

  private mutating func show(_ text: String) {
    let line = PrintableText.escaped(text)
    guard isTerminal else {
      stream.write(line + "\n")
      return
    }
    // One column stays free: a full line would make some terminals wrap and the line unerasable.
    let width = (stream.width ?? 80) - 1
    stream.write("\r" + PrintableText.shortened(line, columns: width) + "\u{1B}[K")
    isOnScreen = true
  }
}
