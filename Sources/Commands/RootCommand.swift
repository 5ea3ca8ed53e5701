import ArgumentParser

/// The command without a subcommand: its help.
struct RootCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: CommandLineTool.current.name,
      abstract: "Training that repeats bit for bit, and checkpoints that prove it.",
      discussion: """
        A first round:
          \(CommandLineTool.current.name) train digits-mlp            trains, and writes runs/digits-mlp
          \(CommandLineTool.current.name) inspect runs/digits-mlp/checkpoints/last.h5
          \(CommandLineTool.current.name) verify runs/digits-mlp --rerun

        Exit status: 0 done, identical or verified; 1 different or not verified; 2 trouble (usage, \
        unreadable or damaged files, a missing device); 130 and 143 after Ctrl-C and SIGTERM, with \
        the state saved.
        """,
      version: "0.1.0",
      subcommands: [
        TrainCommand.self, InspectCommand.self, DiffCommand.self, VerifyCommand.self,
        ReplayCommand.self, DevicesCommand.self,
      ])
  }
}
