public import CanonicalJSON
public import Lockstep

/// A text with some of its characters hidden, which a small transformer finds from both sides.
///
/// - Reference: J. Devlin et al., "BERT: pre-training of deep bidirectional transformers for language
///   understanding", NAACL 2019, section 3.1.
public enum TinyBERT: ModuleTask {
  public static let name = "tiny-bert"
  public static let summary =
    "hidden characters of a text, transformer of 2 layers and width 64 that looks both ways, AdamW"
  public static let readsDataFile = true

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults(maxEpochs: 2)
      + [
        TextData.defaults(tokens: 32, batchSize: 32),
        ("masking", ["chosen": 0.15, "masked": 0.8, "random": 0.1]),
        CharacterTransformer.defaults(layers: 2, width: 64, heads: 4),
      ] + RunConfiguration.adamWDefaults(learningRate: 0.005, weightDecay: 0.01, warmUpSteps: 50))

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try TextData.resolve(&configuration, task: name)
  }

  public static func module(
    _ configuration: RunConfiguration
  ) throws -> any EvaluationModule {
    let text = try TextData.text(configuration)
    let masking = try masking(configuration, vocabulary: text.vocabulary.count)
    return CharacterPrediction(
      // The mask stands behind the characters.
      model: try CharacterTransformer(configuration, for: text, extra: 1, causal: false),
      ignoredLabel: masking.ignoredLabel, optimizer: try configuration.adamW(),
      schedule: try configuration.cosineSchedule())
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    let text = try TextData.text(configuration)
    return try TextData.load(
      configuration,
      transforms: [try masking(configuration, vocabulary: text.vocabulary.count)])
  }

  /// What is hidden, and how.
  ///
  /// - Throws: `TrainingError` naming a key with a wrong value.
  private static func masking(
    _ configuration: RunConfiguration, vocabulary: Int
  ) throws(TrainingError) -> TokenMasking {
    let masked = try configuration.number("masking.masked", in: 0..<1.0.nextUp)
    let random = try configuration.number("masking.random", in: 0..<1.0.nextUp)
    guard masked + random <= 1 else {
      throw configuration.wrong(
        "masking.random", "at most 1 together with masking.masked, \(masked)")
    }
    return TokenMasking(
      mask: Int32(vocabulary), vocabularySize: vocabulary,
      chosen: try configuration.number("masking.chosen", in: 0..<1.0.nextUp),
      shares: (masked, random))
  }
}
