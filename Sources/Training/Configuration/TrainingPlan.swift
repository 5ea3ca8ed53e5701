public import CanonicalJSON
public import Devices
public import Tensors

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
  /// Epochs before which no callback stops the run.
  public var minEpochs: Int
  /// Steps before which no callback stops the run.
  public var minSteps: Int
  /// Micro-batches in an accumulation window.
  public var accumulateGradBatches: GradientAccumulationScheduler
  /// Largest common norm of the gradients, or nil for no clipping.
  public var gradientClipNorm: Double?
  /// Largest magnitude of an element of the gradients, or nil for no clipping by value.
  public var gradientClipValue: Double?
  /// The types that layers' products are computed in; parameters are binary32 whatever it is.
  public var precision: Precision
  /// Steps between validations, or nil for what the next two say.
  public var validateEveryNSteps: Int?
  /// Share of an epoch's batches between validations, or nil for one at the end of the epoch.
  public var validateEveryShare: Double?
  /// Epochs between those with a validation, unless it goes by steps.
  public var validateEveryNEpochs: Int
  /// Steps between logged step values.
  public var logEveryNSteps: Int
  /// How much of an epoch trains; nil for all.
  public var limitTrainBatches: BatchLimit?
  /// How much is validated; nil for all.
  public var limitValidationBatches: BatchLimit?
  /// Train on the first batches of the first epoch again and again, and on nothing else: whether a
  /// model can learn them by heart.
  public var overfitBatches: BatchLimit?

  /// Creates a plan.
  ///
  /// - Precondition: counts are positive, and shards and epochs within their limits.
  public init(
    seed: UInt64 = 42, profile: Profile = .ordered, shards: Int = 1, maxEpochs: Int? = nil,
    maxSteps: Int? = nil, minEpochs: Int = 0, minSteps: Int = 0,
    accumulateGradBatches: GradientAccumulationScheduler = 1, gradientClipNorm: Double? = nil,
    validateEveryNSteps: Int? = nil, validateEveryShare: Double? = nil,
    validateEveryNEpochs: Int = 1, logEveryNSteps: Int = 50,
    limitTrainBatches: BatchLimit? = nil, limitValidationBatches: BatchLimit? = nil,
    overfitBatches: BatchLimit? = nil, gradientClipValue: Double? = nil,
    precision: Precision = .single
  ) {
    precondition(
      (1...TrainingPlan.shardLimit).contains(shards) && logEveryNSteps >= 1
        && (validateEveryNSteps ?? 1) >= 1 && validateEveryNEpochs >= 1
        && (0...TrainingPlan.epochLimit).contains(maxEpochs ?? 0) && (maxSteps ?? 0) >= 0
        && minEpochs >= 0 && minSteps >= 0 && (gradientClipNorm ?? 1) > 0
        && (gradientClipValue ?? 1) > 0,
      """
      training plan with shards \(shards), logEveryNSteps \(logEveryNSteps), validateEveryNSteps \
      \(validateEveryNSteps ?? 1), validateEveryNEpochs \(validateEveryNEpochs), gradientClipNorm \
      \(gradientClipNorm ?? 1), maxEpochs \(maxEpochs ?? 0), maxSteps \(maxSteps ?? 0), minEpochs \
      \(minEpochs), minSteps \(minSteps): each must be positive (limits may be 0), with at most \
      \(TrainingPlan.shardLimit) shards and \(TrainingPlan.epochLimit) epochs
      """)
    let limits = [limitTrainBatches, limitValidationBatches, overfitBatches].compactMap { $0 }
    precondition(
      limits.allSatisfy(\.isValid) && (validateEveryShare.map { $0 > 0 && $0 < 1 } ?? true),
      "batch limits \(limits), validateEveryShare \(validateEveryShare ?? 1): no limit may be "
        + "negative, a share lies between 0 and 1")
    self.seed = seed
    self.profile = profile
    self.shards = shards
    self.maxEpochs = maxEpochs
    self.maxSteps = maxSteps
    self.minEpochs = minEpochs
    self.minSteps = minSteps
    self.accumulateGradBatches = accumulateGradBatches
    self.gradientClipNorm = gradientClipNorm
    self.gradientClipValue = gradientClipValue
    self.precision = precision
    self.validateEveryNSteps = validateEveryNSteps
    self.validateEveryShare = validateEveryShare
    self.validateEveryNEpochs = validateEveryNEpochs
    self.logEveryNSteps = logEveryNSteps
    self.limitTrainBatches = limitTrainBatches
    self.limitValidationBatches = limitValidationBatches
    self.overfitBatches = overfitBatches
  }

  /// Micro-batches in an epoch of data; nil for a stream.
  func batchesPerEpoch(_ loaders: CombinedLoader) -> Int? {
    let limit = overfitBatches ?? limitTrainBatches
    return loaders.batchCount.map { limit?.applied(to: $0) ?? $0 }
  }

  /// The most micro-batches in an epoch of data.
  ///
  /// - Throws: A share of a stream.
  func mostBatchesPerEpoch(_ loaders: CombinedLoader) throws(TrainingError) -> Int {
    if loaders.batchCount == nil, let share = validateEveryShare {
      throw TrainingError(
        .configuration,
        "validateEveryShare is \(share), a share of an epoch, but nobody knows how long the epoch of a "
          + "stream is; set validateEveryNSteps instead")
    }
    return try BatchLimit.most(
      of: loaders.batchCount, overfitBatches ?? limitTrainBatches,
      key: overfitBatches == nil ? "limitTrainBatches" : "overfitBatches")
  }

  /// Steps until a limit of epochs or steps ends an automatic run on data; nil for no limit, or for
  /// epochs of a stream.
  public func plannedSteps(on data: some DataModule) -> Int? {
    plannedSteps(batchesPerEpoch: batchesPerEpoch(data.trainingLoaders(seed: seed)))
  }

  func plannedSteps(batchesPerEpoch: Int?) -> Int? {
    let byEpochs = maxEpochs.flatMap { epochs in
      batchesPerEpoch.map { accumulateGradBatches.steps(before: epochs, batchesPerEpoch: $0) }
    }
    return [byEpochs, maxSteps].compactMap { $0 }.min()
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
          ("maxEpochs", .optional(maxEpochs)),
          ("maxSteps", .optional(maxSteps)),
          ("minEpochs", .integer(minEpochs)),
          ("minSteps", .integer(minSteps)),
          ("accumulateGradBatches", accumulateGradBatches.json),
          ("gradientClipNorm", .optional(gradientClipNorm)),
          ("gradientClipValue", .optional(gradientClipValue)),
          ("precision", .string(precision.rawValue)),
          ("validateEveryNSteps", .optional(validateEveryNSteps)),
          ("validateEveryShare", .optional(validateEveryShare)),
          ("validateEveryNEpochs", .integer(validateEveryNEpochs)),
          ("logEveryNSteps", .integer(logEveryNSteps)),
          ("limitTrainBatches", limitTrainBatches?.json ?? .null),
          ("limitValidationBatches", limitValidationBatches?.json ?? .null),
          ("overfitBatches", overfitBatches?.json ?? .null),
        ])
      ),
    ]
  }
}

extension JSONValue {
  /// A whole number, or null.
  fileprivate static func optional(_ value: Int?) -> JSONValue {
    value.map { .integer($0) } ?? .null
  }

  /// A number, or null.
  fileprivate static func optional(_ value: Double?) -> JSONValue {
    value.map { .number($0) } ?? .null
  }
}
