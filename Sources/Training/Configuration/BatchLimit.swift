import CanonicalJSON

/// How much of an epoch a stage goes through.
public enum BatchLimit: Sendable, Equatable {
  /// At most so many batches.
  case batches(Int)
  /// ⌊share · batches⌋, at least one unless the share is 0; a share in 0 ..< 1.
  case share(Double)

  /// Batches of an epoch that has `count`.
  func applied(to count: Int) -> Int {
    switch self {
    case .batches(let limit): return min(limit, count)
    case .share(let share): return share == 0 ? 0 : max(1, Int(share * Double(count)))
    }
  }

  /// The most batches of an epoch: of one that has `count`, or of a stream, whose length is unknown.
  ///
  /// - Parameter key: The limit's name, for the error.
  /// - Throws: A share of a stream.
  static func most(
    of count: Int?, _ limit: BatchLimit?, key: String
  ) throws(TrainingError) -> Int {
    if case .share(let share) = limit, count == nil {
      throw TrainingError(
        .configuration,
        "\(key) is \(share), a share of an epoch, but nobody knows how long the epoch of a stream "
          + "is; give a whole number of batches")
    }
    let most = count ?? DataLoader.streamLimit
    return limit?.applied(to: most) ?? most
  }

  /// Whether it limits at all: nothing is negative, a share is below 1.
  var isValid: Bool {
    switch self {
    case .batches(let limit): return limit >= 0
    case .share(let share): return (0..<1).contains(share)
    }
  }

  /// A whole number of batches, or the share as a number below 1 (as Lightning reads the two).
  var json: JSONValue {
    switch self {
    case .batches(let limit): return .integer(limit)
    case .share(let share): return .number(share)
    }
  }
}
