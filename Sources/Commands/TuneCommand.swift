import ArgumentParser

/// `ckpt tune`: searches for settings before a run.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for a learning rate or a batch size before training.",
    subcommands: [TuneLearningRateCommand.self, TuneBatchSizeCommand.self])
}
