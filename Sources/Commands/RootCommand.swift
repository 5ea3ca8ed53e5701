import ArgumentParser
import Lockstep

/// The command without a subcommand: its help.
struct RootCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    let (name, task) = (CommandLineTool.current.name, CommandLineTool.current.tasks[0].name)
    return CommandConfiguration(
      commandName: name,
      abstract: "Training that repeats bit for bit, and checkpoints that prove it.",
      discussion: """
        A first round:
          \(name) train \(task)            trains, and writes runs/\(task)
          \(name) inspect runs/\(task)/checkpoints/last.h5
          \(name) verify runs/\(task) --rerun

        Exit status: 0 done, identical or verified; 1 different or not verified; 2 trouble (usage, \
        unreadable or damaged files, a missing device); 130 and 143 after Ctrl-C and SIGTERM, with \
        the state saved.
        """,
      version: CommandLineTool.current.version,
      subcommands: [
        TrainCommand.self, TuneCommand.self, ValidateCommand.self, TestCommand.self,
        PredictCommand.self, InspectCommand.self, DiffCommand.self, ConvertCommand.self,
        VerifyCommand.self, ReplayCommand.self, ManifestCommand.self, SignCommand.self,
        GitDiffCommand.self, DevicesCommand.self,
      ])
  }
}
