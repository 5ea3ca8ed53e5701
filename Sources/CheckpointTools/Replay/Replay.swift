public import CanonicalJSON
public import CommandLineKit

/// Whether a run that was executed again gave the checkpoints that its record holds.
public struct Replay: CommandReport {
  /// One checkpoint under one condition.
  public struct Row: Sendable {
    /// Device of the new execution.
    public let device: String
    /// Its threads.
    public let threads: Int
    /// Step of the checkpoint.
    public let step: Int
    /// The checkpoint of the record.
    public let record: String
    /// Whether both files hold the same state of the same run; limits that were raised when the run
    /// was resumed may differ.
    public let isIdentical: Bool
    /// Whether both files have the same bytes.
    public let hasSameBytes: Bool
    /// The first difference in the order of paths; nil when there is none.
    public let firstDifference: String?
    /// Path of the first tensor that differs; nil when none does.
    public let tensor: String?

    /// Compares a checkpoint of the record with the one made again.
    ///
    /// - Throws: `CheckpointToolError` when one of the files cannot be read.
    public init(
      device: String, threads: Int, step: Int, record: String, again: String
    ) throws(CheckpointToolError) {
      self.device = device
      self.threads = threads
      self.step = step
      self.record = record
      guard RunRecords.exists(again) else {
        isIdentical = false
        hasSameBytes = false
        tensor = nil
        firstDifference = "the run does not reach step \(step)"
        return
      }
      let difference = try Difference(from: record, to: again)
      hasSameBytes = difference.verdict == .identicalBytes
      isIdentical =
        difference.verdict.isIdentical && difference.configuration.allSatisfy(Row.isLimit)
      let changed = difference.tensors.first { $0.status != .same }
      tensor = changed?.path
      firstDifference =
        isIdentical
        ? nil
        : changed.map(Row.sentence) ?? difference.state.first?.sentence
          ?? difference.configuration.first ?? "the bytes of the files differ"
    }

    /// Limits may be raised when a run is resumed; earlier checkpoints then still say the old ones.
    private static func isLimit(_ sentence: String) -> Bool {
      ["run trainer.maxEpochs:", "run trainer.maxSteps:"].contains { sentence.hasPrefix($0) }
    }

    private static func sentence(_ row: TensorDifference) -> String {
      guard let first = row.firstDifference else { return "\(row.path): \(row.status.rawValue)" }
      return
        "\(row.path): \(row.differing) of \(row.elements) elements differ, first [\(first.index)] "
        + "\(first.aText) in the record, \(first.bText) again"
    }
  }

  /// The file or folder that was given.
  public let target: String
  /// Rows in the order of conditions, then of steps.
  public let rows: [Row]
  private let isVerification: Bool

  /// Collects the rows.
  public init(target: String, rows: [Row], isVerification: Bool) {
    self.target = target
    self.rows = rows
    self.isVerification = isVerification
  }

  /// The earliest difference of the first condition that has one.
  public var firstDifference: Row? { rows.first { !$0.isIdentical } }

  public var exitStatus: ExitStatus { firstDifference == nil ? .done : .different }

  /// The result with a row for each checkpoint and condition.
  public var json: JSONValue {
    .object([
      ("path", .string(target)),
      (isVerification ? "verified" : "identical", .bool(firstDifference == nil)),
      ("rerun", .bool(true)),
      ("checkpoints", .array(rows.map(Replay.json))),
      ("firstDifference", firstDifference.map(Replay.json) ?? .null),
    ])
  }

  private static func json(_ row: Row) -> JSONValue {
    .object([
      ("device", .string(row.device)), ("threads", .integer(row.threads)),
      ("step", .integer(row.step)), ("record", .string(row.record)),
      ("identical", .bool(row.isIdentical)),
      ("tensor", row.tensor.map { .string($0) } ?? .null),
      ("difference", row.firstDifference.map { .string($0) } ?? .null),
    ])
  }

  public var description: String {
    var table = Table([
      Table.Column("device"), Table.Column("threads", .right), Table.Column("step", .right),
      Table.Column("result"),
    ])
    for row in rows {
      table.append([
        row.device, "\(row.threads)", "\(row.step)",
        row.firstDifference
          ?? (row.hasSameBytes
            ? "identical, byte for byte" : "identical state; a limit was raised since"),
      ])
    }
    return "\(verdict)\n\n\(table.description)"
  }

  private var verdict: String {
    if let row = firstDifference {
      return
        "\(isVerification ? "Not verified" : "Different"): trained again on \(row.device) with "
        + "\(row.threads) thread\(row.threads == 1 ? "" : "s"), step \(row.step) differs: "
        + (row.firstDifference ?? "")
    }
    return "\(isVerification ? "Verified" : "Identical"): trained again from the start, "
      + (rows.count == 1
        ? "the checkpoint came out the same, bit for bit."
        : "all \(rows.count) comparisons came out the same, bit for bit.")
  }
}
