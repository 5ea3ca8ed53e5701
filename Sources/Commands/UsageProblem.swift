import ArgumentParser
import Lockstep

/// What is wrong with a command line, and where its help is, in one line.
struct UsageProblem: CustomStringConvertible {
  let description: String

  /// Puts an error of the argument parser into words.
  init(_ error: any Error, _ arguments: [String]) {
    var command: any ParsableCommand.Type = RootCommand.self
    var names = [CommandLineTool.current.name]
    for argument in arguments {
      let inner = command.configuration.subcommands.first {
        $0.configuration.commandName == argument
      }
      guard let inner else { break }
      command = inner
      names.append(argument)
    }
    let text = RootCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    let problem = UsageProblem.suggesting(among: UsageProblem.options(of: command), in: text)
    let isSentence = problem.hasSuffix(".") || problem.hasSuffix("?")
    let help = (names + ["--help"]).joined(separator: " ")
    description = problem + (isSentence ? " See" : "; see") + " \(help)"
  }

  /// Says which option an unknown one was meant to be: one that it begins, or begins with, else the nearest.
  ///
  /// The parser counts changed letters alone, by which `--out` may as well be `--set` as `--output`.
  private static func suggesting(among options: [String], in problem: String) -> String {
    guard let match = problem.wholeMatch(of: /(Unknown option '--([^']+)').*/) else {
      return problem
    }
    let written = String(match.output.2)
    let meant =
      options.first { $0.hasPrefix(written) || written.hasPrefix($0) }
      ?? NearestName.of(written, among: options)
    return "\(match.output.1)" + (meant.map { ". Did you mean '--\($0)'?" } ?? "")
  }

  /// Long names of the options of a command, as its help lists them.
  private static func options(of command: any ParsableCommand.Type) -> [String] {
    RootCommand.helpMessage(for: command).split(separator: "\n").flatMap { line in
      line.hasPrefix("  -")
        ? line.matches(of: /--([a-z0-9-]+)/).prefix(1).map { String($0.output.1) } : []
    }
  }
}
