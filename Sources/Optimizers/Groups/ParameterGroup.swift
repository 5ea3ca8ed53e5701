/// Some parameters of a model with a learning rate and a weight decay of their own (NUM-121).
///
///     AdamW(
///       learningRate: 1e-3,
///       groups: [
///         ParameterGroup("encoder", rateFactor: 0.1),
///         ParameterGroup("*.bias", "*.norm", weightDecay: 0),
///       ])
///
/// Parameters in no group have the optimizer's own settings; none may be in two groups.
public struct ParameterGroup: Sendable, CustomStringConvertible {
  /// The group's own learning rate, in place of the optimizer's.
  public let learningRate: Double?
  /// What the learning rate is multiplied by.
  public let rateFactor: Double
  /// The group's own weight decay, in place of the optimizer's.
  public let weightDecay: Double?
  /// Such as `encoder, *.bias`.
  public let description: String
  private let selects: @Sendable (String) -> Bool

  /// Parameters by their paths.
  ///
  /// A pattern names parameters, or layers with all that is below them; `*` stands for any characters
  /// and `?` for one.
  ///
  /// - Parameters:
  ///   - patterns: At least one, such as `encoder` or `*.bias`.
  ///   - learningRate: In place of the optimizer's; nil for the same.
  ///   - rateFactor: What the learning rate is multiplied by.
  ///   - weightDecay: In place of the optimizer's; nil for the same.
  /// - Precondition: there is a pattern, and no number is negative.
  public init(
    _ patterns: String..., learningRate: Double? = nil, rateFactor: Double = 1,
    weightDecay: Double? = nil
  ) {
    precondition(!patterns.isEmpty, "a group of parameters without a pattern")
    let globs = patterns.map(PathPattern.init)
    self.init(
      patterns.joined(separator: ", "), learningRate, rateFactor, weightDecay
    ) { path in globs.contains { $0.matches(path) } }
  }

  /// Parameters whose paths fulfil a condition.
  public init(
    named description: String, learningRate: Double? = nil, rateFactor: Double = 1,
    weightDecay: Double? = nil, where selects: @escaping @Sendable (String) -> Bool
  ) {
    self.init(description, learningRate, rateFactor, weightDecay, selects)
  }

  private init(
    _ description: String, _ learningRate: Double?, _ rateFactor: Double, _ weightDecay: Double?,
    _ selects: @escaping @Sendable (String) -> Bool
  ) {
    precondition(
      learningRate ?? 0 >= 0 && rateFactor >= 0 && weightDecay ?? 0 >= 0,
      """
      group '\(description)' with learning rate \(learningRate ?? 0), rate factor \(rateFactor), \
      weight decay \(weightDecay ?? 0): none may be negative
      """)
    self.description = description
    self.learningRate = learningRate
    self.rateFactor = rateFactor
    self.weightDecay = weightDecay
    self.selects = selects
  }

  /// Whether the parameter at a path belongs here.
  public func contains(_ path: String) -> Bool { selects(path) }
}
