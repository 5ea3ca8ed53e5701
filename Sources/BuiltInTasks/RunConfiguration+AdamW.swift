import CanonicalJSON
import Lockstep

// What the built-in tasks share: AdamW under a cosine schedule.
extension RunConfiguration {
  /// Defaults of the keys `optimizer` and `scheduler`.
  static func adamWDefaults(
    learningRate: Double, weightDecay: Double, warmUpSteps: Int
  ) -> [(String, JSONValue)] {
    [
      (
        "optimizer",
        [
          "name": "adamw", "learningRate": .number(learningRate), "beta1": 0.9, "beta2": 0.999,
          "epsilon": 1e-8, "weightDecay": .number(weightDecay),
        ]
      ),
      (
        "scheduler",
        [
          "name": "cosine", "warmUpSteps": .integer(warmUpSteps), "floor": 0.01,
          "totalSteps": .null,
        ]
      ),
    ]
  }

  /// How to make the optimizer.
  ///
  /// - Throws: `TrainingError` naming a key with a wrong value.
  func adamW() throws(TrainingError) -> () -> AdamW {
    let learningRate = try number("optimizer.learningRate", in: 0..<1e3)
    let betas = (
      try number("optimizer.beta1", in: 0..<1), try number("optimizer.beta2", in: 0..<1)
    )
    let epsilon = try number("optimizer.epsilon", in: 0..<1)
    let weightDecay = try number("optimizer.weightDecay", in: 0..<1e3)
    return {
      AdamW(learningRate: learningRate, betas: betas, epsilon: epsilon, weightDecay: weightDecay)
    }
  }

  /// The schedule, once `resolveSchedule` has set its length.
  ///
  /// - Throws: `TrainingError` naming a key with a wrong value.
  func cosineSchedule() throws(TrainingError) -> LearningRateSchedule {
    .cosine(
      total: try integer("scheduler.totalSteps", atLeast: 0),
      warmUp: try integer("scheduler.warmUpSteps", atLeast: 0),
      floor: try number("scheduler.floor", in: 0..<1))
  }

  /// Refuses names other than the task's, its dataset's, its optimizer's and its schedule's.
  func requireNames(
    task: String, dataset: String, optimizer: String = "adamw", scheduler: String? = "cosine"
  ) throws(TrainingError) {
    for (key, only) in [
      ("task", task), ("data.dataset", dataset), ("optimizer.name", optimizer),
      ("scheduler.name", scheduler),
    ] {
      if let only, text(key) != only { throw wrong(key, only) }
    }
  }

  /// Fills in the digest of the data, or refuses another one.
  mutating func resolveDigest(_ found: SHA256Digest) throws(TrainingError) {
    let digest = JSONValue.string("\(found)")
    if self["data.digest"]?.isNull == false, self["data.digest"] != digest {
      throw wrong("data.digest", "the digest of the data that is here, \(found)")
    }
    try set("data.digest", to: digest)
  }

  /// Fills in the length of the schedule: the whole run, unless it is given.
  mutating func resolveSchedule(for data: TrainingData) throws(TrainingError) {
    try requireLimit()
    guard self["scheduler.totalSteps"]?.isNull == true else { return }
    let total = try plan().plannedSteps(on: data) ?? 0
    try set("scheduler.totalSteps", to: .integer(total))
  }
}
