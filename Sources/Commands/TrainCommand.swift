import ArgumentParser
import CanonicalJSON
import CommandLineKit
import Lockstep

/// `ckpt train`: runs a task.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a task, with checkpoints from which it repeats bit for bit.",
    discussion: """
      Writes checkpoints/step-00000029.h5 …, checkpoints/last.h5 (the newest), metrics.csv, \
      config.yaml and run.json to the output folder. A checkpoint's bytes depend on what is \
      trained (the run: settings), not on how: device, threads, workers and folder leave no trace.

      Ctrl-C and SIGTERM save at the next step and say how to continue.
      """)

  @Argument(help: "Name of a task; --list shows them.")
  var task: String?

  @Option(help: "YAML file with the maps run: and execution:, as --print-config prints it.")
  var config: String?

  @OptionGroup(title: "What to train (run:)")
  var plan: RunOptions

  @OptionGroup(title: "How to execute it (execution:)")
  var execution: ExecutionOptions

  @Flag(help: "Print the complete configuration as YAML and stop.")
  var printConfig = false

  @Flag(help: "List the tasks and stop.")
  var list = false

  func run() throws {
    if list {
      for task in CommandLineTool.current.tasks {
        Console.standard.show("\(task.name)  \(task.summary)")
      }
      return
    }
    let request = try TrainRequest(self)
    if printConfig {
      Console.standard.show(try request.configurationText)
      return
    }
    try request.run()
  }
}
