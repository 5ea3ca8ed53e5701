public import CanonicalJSON
import Devices

/// A file for the trace viewers of Chrome and Perfetto: parts of the run in one row, operations in another.
///
/// **Reference** "Trace Event Format", complete events (`"ph": "X"`), times in microseconds.
public enum ChromeTrace {
  /// What profilers measured, as one JSON value.
  public static func json(
    parts: Profiler? = nil, operations: OperationProfiler? = nil
  ) -> JSONValue {
    var events: [JSONValue] = []
    for span in parts?.spans ?? [] {
      events.append(event(span.name, "run", row: 1, span.start, span.length, [:]))
    }
    for span in operations?.spans ?? [] {
      events.append(
        event(
          span.signature, span.phase.rawValue, row: 2, span.start, span.length,
          ["layer": .string(span.layer), "step": .integer(span.step)]))
    }
    return ["traceEvents": .array(events), "displayTimeUnit": "ms"]
  }

  private static func event(
    _ name: String, _ category: String, row: Int, _ start: Duration, _ length: Duration,
    _ arguments: JSONValue
  ) -> JSONValue {
    [
      "name": .string(name), "cat": .string(category), "ph": "X", "pid": 1, "tid": .integer(row),
      "ts": .number(start.microseconds), "dur": .number(length.microseconds), "args": arguments,
    ]
  }
}
