internal import SwiftProtobuf

/// The records of an event file, the log that TensorBoard reads.
///
/// Apart from times of day, bytes are a function of what is recorded.
public enum EventFile {
  /// The record that a file begins with.
  ///
  /// - Parameter time: Seconds since 1970.
  public static func start(at time: Double) -> [UInt8] {
    var event = Event()
    event.fileVersion = "brain.Event:2"
    return record(event, at: time)
  }

  /// A record of the values of a step.
  ///
  /// - Parameter time: Seconds since 1970.
  public static func record(_ values: [SummaryValue], step: Int, at time: Double) -> [UInt8] {
    var event = Event()
    event.step = Int64(step)
    event.summary.value = values.map(\.message)
    return record(event, at: time)
  }

  /// The same bytes with zeros in place of times of day and of the checksums over them, or nil when these
  /// are not whole and undamaged records.
  ///
  /// What is left out was checked: two files with equal results have records that are equal but for times.
  public static func withoutTimes(_ bytes: [UInt8]) -> [UInt8]? {
    var result = bytes
    var position = 0
    while position < bytes.count {
      guard let data = RecordFrame.data(of: bytes, at: position), data.count >= timeBytes,
        bytes[data.lowerBound] == timeTag
      else { return nil }
      position = data.upperBound + RecordFrame.checksumBytes
      let time = data.lowerBound + 1..<data.lowerBound + timeBytes
      for range in [time, data.upperBound..<position] {
        result.replaceSubrange(range, with: repeatElement(0, count: range.count))
      }
    }
    return result
  }

  /// How an event begins: field 1, the time, of eight bytes.
  private static let timeTag: UInt8 = 1 << 3 | 1
  private static let timeBytes = 1 + 8

  private static func record(_ event: Event, at time: Double) -> [UInt8] {
    var event = event
    event.wallTime = time
    do {
      return RecordFrame.record(try event.serializedBytes())
    } catch {
      preconditionFailure("a record of step \(event.step) cannot be written: \(error)")
    }
  }
}
