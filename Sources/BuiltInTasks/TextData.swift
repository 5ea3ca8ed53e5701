import CanonicalJSON
import Lockstep

/// The text that a character model trains on: the one in the executable, or the user's own.
enum TextData {
  /// Names in the key `data.dataset`: the Jargon File, and a file that the run was given.
  private static let (own, given) = ("jargon-file", "text")

  /// Most characters in a window.
  private static let tokenLimit = 1 << 14

  /// Defaults of the key `data`.
  static func defaults(tokens: Int, batchSize: Int) -> (String, JSONValue) {
    (
      "data",
      [
        "dataset": .string(own), "digest": .null, "tokens": .integer(tokens),
        "batchSize": .integer(batchSize), "validationFraction": 0.1,
      ]
    )
  }

  /// The windows that a configuration describes.
  static func text(_ configuration: RunConfiguration) throws -> TextDataset {
    let source = configuration.dataFile.map { TextSource.file(path: $0) } ?? .jargonFile
    let tokens = try configuration.integer("data.tokens", in: 1...tokenLimit)
    do {
      return try source.dataset(tokens: tokens)
    } catch {
      throw TrainingError(.data, configuration.dataFile == nil ? "\(error)" : "--data: \(error)")
    }
  }

  /// The same in batches.
  ///
  /// - Parameter transforms: Changes of every window.
  static func load(
    _ configuration: RunConfiguration, transforms: [any Transform] = []
  ) throws -> TrainingData {
    TrainingData(
      try text(configuration), batchSize: try configuration.integer("data.batchSize", atLeast: 1),
      validationFraction: try configuration.number("data.validationFraction", in: 0..<1),
      transforms: transforms)
  }

  /// Checks and completes the configuration of a task on a text.
  ///
  /// `data.digest` is the SHA-256 of the text's bytes; where the file lies is no part of the run.
  static func resolve(_ configuration: inout RunConfiguration, task: String) throws {
    let digest = configuration.text("data.digest")
    if configuration.dataFile != nil {
      try configuration.set("data.dataset", to: .string(given))
    } else if configuration.text("data.dataset") == given {
      throw TrainingError(
        .data,
        "the run trains on a text of yours\(digest.map { " with the SHA-256 \($0)" } ?? ""): "
          + "say with --data where the file is")
    }
    try configuration.requireNames(
      task: task, dataset: configuration.dataFile == nil ? own : given)
    let text = try text(configuration)
    if let digest, digest != "\(text.textDigest)" {
      throw TrainingError(
        .data,
        "data.digest: the run trains on a text with the SHA-256 \(digest), but "
          + "\(configuration.dataFile ?? "the text in this executable") has \(text.textDigest); "
          + "say with --data where that text is, or start a new run")
    }
    try configuration.resolveDigest(text.textDigest)
    try configuration.resolveSchedule(for: try load(configuration))
  }
}
