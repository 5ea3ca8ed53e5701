public import Devices

/// Measures every operation on its way to another device: how often, how long, how fast.
///
/// After each operation it waits for the device, so a device that computes in the background is slower
/// while it is measured; results have the same bits. Fused operations are measured as the device computes
/// them.
public final class OperationProfiler: WrappingDevice {
  /// What is known of one kind of operation in one part of a step.
  public struct Row: Sendable, Equatable {
    /// Name of the operation, such as `matmul`.
    public let kind: String
    /// The part of the step.
    public let phase: Invocation.Phase
    /// How often it was performed.
    public internal(set) var count = 0
    /// Time for all of them.
    public internal(set) var total = Duration.zero
    /// Multiplications, additions and the like.
    public internal(set) var operations = 0
    /// Bytes read and written if nothing is kept in a cache.
    public internal(set) var bytes = 0
  }

  /// One operation, for a trace.
  struct Span {
    let signature: String
    let layer: String
    let phase: Invocation.Phase
    let step: Int
    let start: Duration
    let length: Duration
    let operations: Int
  }

  public let wrapped: any Device
  private let now: () -> Duration
  private var rows: [Row] = []
  private(set) var spans: [Span] = []

  /// Measures what goes to `device`; storage is that device's own.
  ///
  /// - Parameter now: A clock that never goes back; the system's unless given.
  public init(_ device: any Device, now: (() -> Duration)? = nil) {
    wrapped = device
    let start = ContinuousClock.now
    self.now = now ?? { ContinuousClock.now - start }
  }

  /// Performs and measures an operation; an error surfaces where the device reports it next.
  public func perform(_ operation: Operation, at invocation: Invocation) {
    let start = now()
    wrapped.perform(operation, at: invocation)
    try? wrapped.synchronize()
    let length = now() - start
    let entry = operation.entry
    let kind = entry.kind
    let place: Int
    if let known = rows.firstIndex(where: { $0.kind == kind && $0.phase == invocation.phase }) {
      place = known
    } else {
      place = rows.count
      rows.append(Row(kind: kind, phase: invocation.phase))
    }
    rows[place].count += 1
    rows[place].total += length
    rows[place].operations += entry.floatingPointOperations
    rows[place].bytes += entry.byteCount
    if spans.count < Profiler.spanLimit {
      spans.append(
        Span(
          signature: entry.signature, layer: invocation.layer, phase: invocation.phase,
          step: invocation.step, start: start, length: length,
          operations: entry.floatingPointOperations))
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
      ["operation", "phase", "count", "total ms", "GFLOP/s", "GB/s"],
      summary.map { row in
        let microseconds = max(row.total.microseconds, 0.001)
        return [
          row.kind, row.phase.rawValue, "\(row.count)",
          ProfileTable.number(row.total.microseconds / 1000),
          ProfileTable.number(Double(row.operations) / microseconds / 1000),
          ProfileTable.number(Double(row.bytes) / microseconds / 1000),
        ]
      })
  }
}
