public import CanonicalJSON
public import CommandLineKit

/// How far tensors may be apart to be called close: limits that must all hold.
public struct Tolerance: Sendable, Equatable {
  /// Which tensors are meant.
  public let pattern: GlobPattern
  /// The largest distance in ULP; nil for any.
  public var maximumULP: UInt64?
  /// The largest |a − b|; nil for any.
  public var maximumAbsolute: Double?
  /// The largest |a − b| ÷ max(|a|, |b|); nil for any.
  public var maximumRelative: Double?

  /// Creates a tolerance without limits.
  public init(_ pattern: GlobPattern) { self.pattern = pattern }

  /// Returns whether a distance keeps every limit; a NaN keeps none.
  func allows(_ distance: TensorDifference.Distance) -> Bool {
    distance.ulp <= maximumULP ?? .max
      && distance.absolute <= maximumAbsolute ?? .infinity
      && distance.relative <= maximumRelative ?? .infinity
  }

  /// Reads tolerances: patterns, each with a map with `maxULP`, `maxAbs` and `maxRel`.
  ///
  /// - Parameters:
  ///   - entries: patterns and limits in the order in which they are tried.
  ///   - name: what errors call the file.
  /// - Throws: `CheckpointToolError.invalidTolerance` naming the key that is wrong.
  public static func list(
    _ entries: [(pattern: String, limits: JSONValue)], named name: String
  ) throws(CheckpointToolError) -> [Tolerance] {
    guard !entries.isEmpty else {
      throw invalid(name, "a map from patterns to limits", "an empty one")
    }
    var tolerances: [Tolerance] = []
    for (pattern, limits) in entries {
      guard let limits = limits.object, !limits.members.isEmpty else {
        throw invalid("\(name): \(pattern)", "a map with \(keyList)", "something else")
      }
      var tolerance = Tolerance(GlobPattern(pattern))
      for limit in limits.members {
        try tolerance.set(limit.name, limit.value, at: "\(name): \(pattern)")
      }
      tolerances.append(tolerance)
    }
    return tolerances
  }

  private static let keys = ["maxULP", "maxAbs", "maxRel"]
  private static var keyList: String { "maxULP, maxAbs or maxRel" }

  private mutating func set(
    _ key: String, _ value: JSONValue, at place: String
  ) throws(CheckpointToolError) {
    guard Tolerance.keys.contains(key) else {
      let nearest = NearestName.suggestion(for: key, among: Tolerance.keys)
      throw Tolerance.invalid(
        place, Tolerance.keyList, "the key \(key)",
        remedy: nearest.map { "Did you mean \($0)?" } ?? Tolerance.remedy)
    }
    if key == "maxULP" {
      guard let limit = value.unsignedInteger else {
        throw Tolerance.invalid("\(place): \(key)", "a whole number of at least 0", "another value")
      }
      maximumULP = limit
      return
    }
    guard let limit = value.number, limit >= 0 else {
      throw Tolerance.invalid("\(place): \(key)", "a number of at least 0", "another value")
    }
    if key == "maxAbs" { maximumAbsolute = limit } else { maximumRelative = limit }
  }

  private static let remedy = "Write, for example, \"/model/**\": {maxULP: 4}."

  private static func invalid(
    _ place: String, _ expected: String, _ found: String, remedy: String = remedy
  ) -> CheckpointToolError {
    CheckpointToolError(
      .invalidTolerance, place, expected: expected, found: found, remedy: remedy)
  }
}
