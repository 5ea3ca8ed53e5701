public import CanonicalJSON

/// Writes what is logged to `metrics.jsonl`: one object a line for a step, an epoch or a validation.
///
/// The first line is the `run:` map. A line has `step`, `epoch` and `values`, a map of names to numbers or
/// texts; numbers that JSON lacks are the strings `nan`, `inf` and `-inf`. Each line is canonical JSON
/// (RFC 8785).
public struct JSONLinesLogger: Logger {
  public let name = "jsonl"
  public let fileName = "metrics.jsonl"

  /// Creates the logger.
  public init() {}

  public func header(_ run: JSONValue) -> [UInt8] { line(["run": run]) }

  public func record(_ entries: [LogEntry], step: Int, epoch: Int) -> [UInt8] {
    var values: [(String, JSONValue)] = []
    for entry in entries where !values.contains(where: { $0.0 == entry.name }) {
      switch entry.content {
      case .scalar(let value):
        values.append((entry.name, value.isFinite ? .number(value) : .string("\(value)")))
      case .text(let text): values.append((entry.name, .string(text)))
      case .histogram, .image: continue
      }
    }
    guard !values.isEmpty else { return [] }
    return line(["step": .integer(step), "epoch": .integer(epoch), "values": .object(values)])
  }

  private func line(_ value: JSONValue) -> [UInt8] {
    do {
      return Array((try CanonicalJSON.text(value) + "\n").utf8)
    } catch {
      preconditionFailure("a line of \(fileName) is no JSON: \(error)")
    }
  }
}
