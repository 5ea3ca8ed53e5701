public import CanonicalJSON

/// Writes what is logged to `metrics.csv`: one row per value, `step,epoch,name,value`.
///
/// A row per value needs no list of columns before the first step, and a reader can pivot. Values are written
/// in the shortest form that reads back to the same binary64; names as RFC 4180 quotes them.
public struct CSVLogger: Logger {
  public let name = "csv"
  public let fileName = "metrics.csv"

  /// Creates the logger.
  public init() {}

  public func header(_ run: JSONValue) -> [UInt8] { Array("step,epoch,name,value\n".utf8) }

  public func record(_ entries: [LogEntry], step: Int, epoch: Int) -> [UInt8] {
    var rows = ""
    for entry in entries {
      guard case .scalar(let value) = entry.content else { continue }
      rows += "\(step),\(epoch),\(CSVLogger.quoted(entry.name)),\(value)\n"
    }
    return Array(rows.utf8)
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"\n\r".contains($0) }) else { return name }
    return "\""
      + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
