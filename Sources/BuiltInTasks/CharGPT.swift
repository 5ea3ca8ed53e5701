public import CanonicalJSON
public import Lockstep

/// A text, character by character: a small transformer, weight decay and AdamW.
public enum CharGPT: ModuleTask {
  public static let name = "char-gpt"
  public static let summary =
    "the next character of a text, transformer of 4 layers and width 128, AdamW"
  public static let readsDataFile = true

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults(maxEpochs: 3)
      + [
        TextData.defaults(tokens: 64, batchSize: 16),
        CharacterTransformer.defaults(layers: 4, width: 128, heads: 4),
      ] + RunConfiguration.adamWDefaults(learningRate: 0.003, weightDecay: 0.1, warmUpSteps: 50))

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try TextData.resolve(&configuration, task: name)
  }

  public static func module(
    _ configuration: RunConfiguration
  ) throws -> any EvaluationModule {
    CharacterPrediction(
      model: try CharacterTransformer(
        configuration, for: try TextData.text(configuration), causal: true),
      optimizer: try configuration.adamW(), schedule: try configuration.cosineSchedule())
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    try TextData.load(configuration)
  }
}
