import ArgumentParser
import CanonicalJSON
import Lockstep

/// Options that say what a run is: shorter names for keys of the `run:` map.
struct RunOptions: ParsableArguments {
  @Option(help: "Seed of every random stream (default: 42).")
  var seed: UInt64?

  @Option(help: "Epochs to train (default: the task's).")
  var maxEpochs: Int?

  @Option(help: "Steps to train; without --max-epochs it lifts the limit of epochs.")
  var maxSteps: Int?

  @Option(help: "Numerics profile: ordered.")
  var profile: String?

  @Option(help: "Logical shards of a batch (default: 1).")
  var shards: Int?

  @Option(help: "Steps between checkpoints (default: one at the end of each epoch).")
  var checkpointEveryNSteps: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a key of the run: map, such as optimizer.learningRate=1e-3; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  /// Applies the options to a configuration.
  ///
  /// - Throws: `TrainingError` naming a wrong key, or `CommandError`.
  func apply(to configuration: inout RunConfiguration) throws {
    if let seed { try configuration.set("seed", to: .integer(seed)) }
    if let maxEpochs { try configuration.set("trainer.maxEpochs", to: .integer(maxEpochs)) }
    if let maxSteps {
      try configuration.set("trainer.maxSteps", to: .integer(maxSteps))
      if maxEpochs == nil { try configuration.set("trainer.maxEpochs", to: .null) }
    }
    if let profile { try configuration.set("profile", to: .string(profile)) }
    if let shards { try configuration.set("shards", to: .integer(shards)) }
    if let checkpointEveryNSteps {
      try configuration.set("checkpoint.everyNSteps", to: .integer(checkpointEveryNSteps))
    }
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
        throw CommandError("--set \(setting): expected key=value, such as trainer.maxEpochs=3")
      }
      try configuration.set(
        String(setting[..<equals]),
        to: try ConfigurationFile.setting(String(setting[setting.index(after: equals)...])))
    }
  }
}
