/// Measures how long the parts of a run take: stages, steps, loading, saving, every hook.
///
/// Times are the wall clock's and have no influence on a run. Parts lie within each other, so times do not
/// add up to the whole.
public final class Profiler {
  /// What is known of one part.
  public struct Row: Sendable, Equatable {
    /// The part, such as `step` or `modelCheckpoint.onTrainEpochEnd`.
    public let name: String
    /// How often it was done.
    public internal(set) var count: Int
    /// Time for all of it.
    public internal(set) var total: Duration
  }

  /// One time that a part was done.
  struct Span {
    let name: String
    let start: Duration
    let length: Duration
  }

  /// Most spans that are kept one by one; later ones are only summed.
  static let spanLimit = 1 << 20

  private let now: () -> Duration
  private var rows: [Row] = []
  private var places: [String: Int] = [:]
  private(set) var spans: [Span] = []

  /// Creates a profiler that has measured nothing.
  ///
  /// - Parameter now: A clock that never goes back; the system's unless given.
  public init(now: (() -> Duration)? = nil) {
    let start = ContinuousClock.now
    self.now = now ?? { ContinuousClock.now - start }
  }

  /// Does a part and measures it, also when it throws.
  public func measure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let start = now()
    defer { note(name, start, now() - start) }
    return try body()
  }

  private func note(_ name: String, _ start: Duration, _ length: Duration) {
    if let place = places[name] {
      rows[place].count += 1
      rows[place].total += length
    } else {
      places[name] = rows.count
      rows.append(Row(name: name, count: 1, total: length))
    }
    if spans.count < Profiler.spanLimit {
      spans.append(Span(name: name, start: start, length: length))
    }
  }

  /// What was measured, the longest first; of equal ones the earlier first.
  public var summary: [Row] {
    rows.enumerated().sorted {
      $0.element.total == $1.element.total
        ? $0.offset < $1.offset : $0.element.total > $1.element.total
    }.map(\.element)
  }

  /// The summary as a table.
  public var table: String {
    ProfileTable.text(
      ["part", "count", "total ms", "mean us"],
      summary.map { row in
        [
          row.name, "\(row.count)", ProfileTable.number(row.total.microseconds / 1000),
          ProfileTable.number(row.total.microseconds / Double(row.count)),
        ]
      })
  }
}

extension Duration {
  /// In microseconds.
  var microseconds: Double {
    Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
  }
}
