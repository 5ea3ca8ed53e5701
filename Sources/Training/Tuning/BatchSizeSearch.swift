/// A search for the largest batch size whose training steps stay within a memory limit.
public struct BatchSizeSearch: Sendable, Equatable {
  /// In which order sizes are tried, and how many.
  public struct Method: Sendable, Equatable {
    /// The first size.
    public let initial: Int
    /// Whether the sizes between the largest that fits and the smallest that does not are halved until one
    /// is known; else the search ends with a doubling, or halving, of the first size.
    public let isExact: Bool
    /// Training steps of a trial.
    public let stepsPerTrial: Int
    /// Most trials.
    public let maxTrials: Int

    /// Describes a search.
    ///
    /// - Precondition: positive numbers.
    public init(
      initial: Int = 2, isExact: Bool = false, stepsPerTrial: Int = 3, maxTrials: Int = 25
    ) {
      precondition(
        initial >= 1 && stepsPerTrial >= 1 && maxTrials >= 1,
        "a search for a batch size from \(initial) with \(stepsPerTrial) steps a trial and at most "
          + "\(maxTrials) trials: each must be positive")
      self.initial = initial
      self.isExact = isExact
      self.stepsPerTrial = stepsPerTrial
      self.maxTrials = maxTrials
    }
  }

  /// What a size took.
  public struct Trial: Sendable, Equatable {
    /// Samples in a batch.
    public let size: Int
    /// The most bytes that were held on the device at a time.
    public let bytes: Int
    /// Whether that is within the limit.
    public let fits: Bool
  }

  /// The most bytes.
  public let limit: Int
  /// What was tried, in order.
  public private(set) var trials: [Trial] = []
  private let method: Method
  /// The largest size that makes a difference.
  private let samples: Int

  init(limit: Int, method: Method, samples: Int) {
    self.limit = limit
    self.method = method
    self.samples = samples
  }

  /// The largest size that fitted; nil when none did.
  public var batchSize: Int? { trials.lazy.filter(\.fits).map(\.size).max() }

  mutating func add(size: Int, bytes: Int) {
    trials.append(Trial(size: size, bytes: bytes, fits: bytes <= limit))
  }

  /// The size to try next; nil when the search is over.
  var next: Int? {
    guard trials.count < method.maxTrials else { return nil }
    guard !trials.isEmpty else { return min(method.initial, samples) }
    let low = batchSize ?? 0
    guard let high = trials.lazy.filter({ !$0.fits }).map(\.size).min() else {
      return low == samples ? nil : low > samples / 2 ? samples : 2 * low
    }
    if low == 0 { return high == 1 ? nil : high / 2 }
    return method.isExact && high - low > 1 ? low + (high - low) / 2 : nil
  }
}
