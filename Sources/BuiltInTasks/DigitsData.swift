import CanonicalJSON
import Lockstep

/// The digits as the built-in tasks train on them: a share set aside, small random shifts.
enum DigitsData {
  /// Name in the key `data.dataset`.
  static let name = "digits"

  /// Defaults of the key `data`.
  static let defaults = defaults(shift: 1)

  /// The same with another largest shift; 0 for none.
  static func defaults(shift: Int) -> (String, JSONValue) {
    (
      "data",
      [
        "dataset": .string(name), "digest": .null, "batchSize": 64, "validationFraction": 0.2,
        "shift": .integer(shift), "shiftProbability": 0.2,
      ]
    )
  }

  /// The images have 8 × 8 pixels; moved further than that, nothing is left of them.
  private static let imageWidth = 8

  /// The data that a configuration describes.
  ///
  /// - Parameter transforms: Changes of every sample, shifted or not.
  static func load(
    _ configuration: RunConfiguration, transforms: [any Transform] = []
  ) throws -> TrainingData {
    let shift = try configuration.integer("data.shift", in: 0...imageWidth)
    let probability = try configuration.number("data.shiftProbability", in: 0..<1.0.nextUp)
    return TrainingData(
      try DigitsDataset.load(), batchSize: try configuration.integer("data.batchSize", atLeast: 1),
      validationFraction: try configuration.number("data.validationFraction", in: 0..<1),
      augmentation: shift > 0 && probability > 0
        ? RandomShift(maximum: shift, probability: probability) : nil, transforms: transforms)
  }

  /// Checks and completes the configuration of a task on the digits.
  static func resolve(_ configuration: inout RunConfiguration, task: String) throws {
    try configuration.resolveDigest(try DigitsDataset.load().digest)
    try configuration.requireNames(task: task, dataset: name)
    try configuration.requireLimit()
    try configuration.resolveSchedule(for: try load(configuration))
  }

  /// The training of a classifier of the digits that a configuration describes.
  static func classification<Classifier: UnaryLayer>(
    _ model: Classifier, _ configuration: RunConfiguration
  ) throws -> ImageClassification<Classifier> {
    ImageClassification(
      model: model, optimizer: try configuration.adamW(),
      schedule: try configuration.cosineSchedule())
  }
}
