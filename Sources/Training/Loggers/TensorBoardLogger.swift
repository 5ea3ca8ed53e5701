public import CanonicalJSON
import TensorBoard

#if canImport(Glibc)
  import Glibc
#endif

/// Writes what is logged for TensorBoard: scalars, histograms, images, texts, and the `run:` map as
/// hyper-parameters.
///
/// Values that are logged together are one record, with the number of completed epochs as the scalar `epoch`
/// unless something else has that name. Scalars are binary32 there. The file has neither time nor host in its
/// name, so that a resumed run goes on in it; show a run with `tensorboard --logdir` and its folder.
public struct TensorBoardLogger: Logger {
  public let name = "tensorboard"
  public let fileName = "tensorboard/events.out.tfevents.0.lockstep"
  private let clock: @Sendable () -> Double

  /// Creates the logger.
  public init() { self.init(clock: TensorBoardLogger.timeOfDay) }

  /// Creates the logger with a clock of its own.
  ///
  /// - Parameter clock: Seconds since 1970; they are asked for when something is logged and written beside
  ///   it, and nothing else depends on them.
  public init(clock: @escaping @Sendable () -> Double) { self.clock = clock }

  public func header(_ run: JSONValue) -> [UInt8] {
    let time = clock()
    return EventFile.start(at: time)
      + EventFile.record([.hyperParameters(run)], step: 0, at: time)
  }

  public func record(_ entries: [LogEntry], step: Int, epoch: Int) -> [UInt8] {
    guard !entries.isEmpty else { return [] }
    var values = entries.map(TensorBoardLogger.value)
    if !entries.contains(where: { $0.name == "epoch" }) {
      values.append(.scalar("epoch", Double(epoch)))
    }
    return EventFile.record(values, step: step, at: clock())
  }

  /// Zeros in place of times and of the checksums over them; nothing for a damaged file, which then fits no
  /// digest of a log that was begun.
  public func canonical(_ bytes: [UInt8]) -> [UInt8] { EventFile.withoutTimes(bytes) ?? [] }

  private static func value(_ entry: LogEntry) -> SummaryValue {
    switch entry.content {
    case .scalar(let value): .scalar(entry.name, value)
    case .histogram(let values): .histogram(entry.name, values)
    case .image(let pixels, let width, let height, let channels):
      .image(entry.name, pixels: pixels, width: width, height: height, channels: channels)
    case .text(let text): .text(entry.name, text)
    }
  }

  private static func timeOfDay() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
