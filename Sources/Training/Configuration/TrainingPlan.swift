public import CanonicalJSON
public import Devices

/// The Trainer's part of the `run:` map: what a run is, whoever executes it and wherever.
public struct TrainingPlan: Sendable, Equatable {
  /// Most logical shards; a batch has no use for more shards than samples.
  public static let shardLimit = 1 << 16
  /// Most epochs: a sample's augmentation stream has 24 bits for the epoch (randomness-v1).
  public static let epochLimit = 1 << 24

  /// Seed of every random stream.
  public var seed: UInt64
  /// Numerics profile.
  public var profile: Profile
  /// Logical shards S (NUM-027).
  public var shards: Int
  /// Epochs to train, or nil for no limit.
  public var maxEpochs: Int?
  /// Steps to train, or nil for no limit.
  public var maxSteps: Int?
  /// Micro-batches in an accumulation window.
  public var accumulateGradBatches: Int
  /// Largest common norm of the gradients, or nil for no clipping.
  public var gradientClipNorm: Double?
  /// Steps between validations, or nil for one at the end of each epoch.
  public var validateEveryNSteps: Int?
  /// Steps between logged step values.
  public var logEveryNSteps: Int

  /// Creates a plan.
  ///
  /// - Precondition: counts are positive, and shards and epochs within their limits.
  public init(
    seed: UInt64 = 42, profile: Profile = .ordered, shards: Int = 1, maxEpochs: Int? = nil,
    maxSteps: Int? = nil, accumulateGradBatches: Int = 1, gradientClipNorm: Double? = nil,
    validateEveryNSteps: Int? = nil, logEveryNSteps: Int = 50
  ) {
    precondition(
      (1...TrainingPlan.shardLimit).contains(shards) && accumulateGradBatches >= 1
        && logEveryNSteps >= 1 && (validateEveryNSteps ?? 1) >= 1
        && (0...TrainingPlan.epochLimit).contains(maxEpochs ?? 0) && (maxSteps ?? 0) >= 0
        && (gradientClipNorm ?? 1) > 0,
      """
      training plan with shards \(shards), accumulateGradBatches \(accumulateGradBatches), \
      logEveryNSteps \(logEveryNSteps), validateEveryNSteps \(validateEveryNSteps ?? 1), \
      gradientClipNorm \(gradientClipNorm ?? 1), maxEpochs \(maxEpochs ?? 0), maxSteps \
      \(maxSteps ?? 0): each must be positive (limits may be 0), with at most \
      \(TrainingPlan.shardLimit) shards and \(TrainingPlan.epochLimit) epochs
      """)
    self.seed = seed
    self.profile = profile
    self.shards = shards
    self.maxEpochs = maxEpochs
    self.maxSteps = maxSteps
    self.accumulateGradBatches = accumulateGradBatches
    self.gradientClipNorm = gradientClipNorm
    self.validateEveryNSteps = validateEveryNSteps
    self.logEveryNSteps = logEveryNSteps
  }

  /// The members `seed`, `profile`, `shards` and `trainer` of a `run:` map.
  public var members: [(String, JSONValue)] {
    [
      ("seed", .integer(seed)),
      ("profile", .string(profile.rawValue)),
      ("shards", .integer(shards)),
      (
        "trainer",
        .object([
          ("maxEpochs", maxEpochs.map { .integer($0) } ?? .null),
          ("maxSteps", maxSteps.map { .integer($0) } ?? .null),
          ("accumulateGradBatches", .integer(accumulateGradBatches)),
          ("gradientClipNorm", gradientClipNorm.map { .number($0) } ?? .null),
          ("validateEveryNSteps", validateEveryNSteps.map { .integer($0) } ?? .null),
          ("logEveryNSteps", .integer(logEveryNSteps)),
        ])
      ),
    ]
  }
}
