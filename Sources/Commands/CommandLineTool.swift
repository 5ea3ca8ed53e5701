import ArgumentParser
import CheckpointTools
import CommandLineKit
import Dispatch
import ForeignHDF5
public import Lockstep
import Signing

#if canImport(Glibc)
  import Glibc
#endif

/// The command line of Lockstep for a list of tasks: train, inspect, diff, verify, sign, replay and more.
///
/// A package with a model of its own gets the same command in one line, in the `main` of its executable:
///
///     CommandLineTool(name: "my-model", tasks: [MyTask.self]).run()
///
/// Re-runs start that executable again, and help and errors speak of `my-model`.
public struct CommandLineTool: Sendable {
  /// Version of Lockstep.
  private static let version = "0.1.0"

  let name: String
  private let ownVersion: String?
  let tasks: [any TrainingTask.Type]

  /// The tool whose arguments are being parsed or executed.
  static var current: CommandLineTool {
    guard let running else { preconditionFailure("a command outside of CommandLineTool.run()") }
    return running
  }

  @TaskLocal private static var running: CommandLineTool?

  /// Describes a command.
  ///
  /// - Parameters:
  ///   - name: The executable's name, as help and errors say it.
  ///   - version: The executable's own version, for `--version` and the sidecar `run.json`; Lockstep's is said
  ///     with it. Nil for Lockstep's alone.
  ///   - tasks: What it can train, in the order of listings; where there is only one, `train` needs no name.
  /// - Precondition: at least one task, and no two of one name.
  public init(name: String, version: String? = nil, tasks: [any TrainingTask.Type]) {
    let names = tasks.map { $0.name }
    precondition(
      !tasks.isEmpty && Set(names).count == tasks.count,
      "the command \(name) has the tasks \(names): there must be one, and names must differ")
    self.name = name
    ownVersion = version
    self.tasks = tasks
  }

  /// What `--version` says.
  var version: String {
    ownVersion.map { "\(name) \($0) (Lockstep \(Self.version))" } ?? Self.version
  }

  /// Runs the process's arguments and ends the process with the contract's exit status.
  ///
  /// For a `main` that is not asynchronous: a process that confines itself must have no threads yet,
  /// and an asynchronous `main` begins with some.
  @available(*, noasync, message: "call it in a main() that is not async")
  public func run() -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Started by this same program, and by nobody else: it is no command that people see.
    if arguments.first == HDF5ReaderProcess.argument { HDF5ReaderProcess.serve() }
    Task {
      let status = await CommandLineTool.$running.withValue(self) {
        await CommandLineTool.execute(arguments)
      }
      exit(Console.standard.finish(status).rawValue)
    }
    dispatchMain()
  }

  /// The task of a name.
  func task(named name: String) throws(TrainingError) -> any TrainingTask.Type {
    guard let task = tasks.first(where: { $0.name == name }) else {
      throw TrainingError(
        .configuration,
        "there is no task '\(name)'; there are: " + tasks.map { $0.name }.joined(separator: ", "))
    }
    return task
  }

  /// The name of the task that a command is about: what was named, else the only one there is.
  func taskName(_ named: String?) throws(CommandError) -> String {
    if let named { return named }
    if tasks.count == 1 { return tasks[0].name }
    throw CommandError(
      "which task? name one of: " + tasks.map { $0.name }.joined(separator: ", ")
        + " (or give --config)")
  }

  /// The task of a name, for a command that needs its module and its data.
  func moduleTask(named name: String) throws -> any ModuleTask.Type {
    guard let task = try task(named: name) as? any ModuleTask.Type else {
      throw CommandError("\(name) can only be trained: it does not say what its module is")
    }
    return task
  }

  private static func execute(_ arguments: [String]) async -> ExitStatus {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .done
    } catch let status as CommandStatus {
      return status.status
    } catch let error as any CustomStringConvertible & Error
      where !CommandLineTool.isParserError(error)
    {
      Console.standard.report(error.description)
      return .trouble
    } catch {
      let text = RootCommand.fullMessage(for: error)
      guard RootCommand.exitCode(for: error) != .success else {
        Console.standard.show(text)
        return .done
      }
      Console.standard.report(UsageProblem(error, arguments).description)
      return .trouble
    }
  }

  /// Errors of the project describe themselves; those of the argument parser need its help screen.
  private static func isParserError(_ error: any Error) -> Bool {
    switch error {
    case is TrainingError, is CheckpointError, is CheckpointToolError, is DeviceError,
      is DatasetError, is StateError, is SigningError, is CommandError:
      false
    default: true
    }
  }
}
