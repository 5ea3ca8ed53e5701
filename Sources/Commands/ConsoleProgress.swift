import CommandLineKit
import Lockstep

/// Shows a run's progress on standard error: one changing line on a terminal, plain lines elsewhere.
final class ConsoleProgress: ProgressReport.Output {
  private var line = ProgressLine(on: Console.standard.messages)
  private let isTerminal = Console.standard.messages.isTerminal

  func update(_ text: @escaping @autoclosure () -> String) {
    if isTerminal { line.update(text()) }
  }

  func print(_ text: String) {
    line.clear()
    Console.standard.note(text)
  }

  /// Takes the changing line away.
  func finish() { line.clear() }
}
