import ArgumentParser
import CanonicalJSON
import Lockstep

/// Options that say how a run is executed: nothing here changes a byte of a checkpoint.
struct ExecutionOptions: ParsableArguments {
  @Option(help: "Folder for checkpoints and logs (default: runs/TASK).")
  var output: String?

  @Option(help: ArgumentHelp(stringLiteral: ExecutionOptions.dataHelp))
  var data: String?

  @Option(help: "Device: reference or cpu (default: cpu).")
  var device: String?

  @Option(help: "Threads of the device (default: 1).")
  var threads: Int?

  @Option(help: "Threads that prepare batches ahead of time (default: 0).")
  var workers: Int?

  @Option(help: "Stop after this step as if interrupted, with a checkpoint (exit status 0).")
  var stopAfter: Int?

  @Option(help: "Continue from a checkpoint file, or from the last one of the output folder.")
  var resume: String?

  @Option(
    help: "Stop after this many seconds as if interrupted, with a checkpoint (exit status 0).")
  var maxTime: Double?

  @Option(
    help: """
      Measure the run: simple (parts and hooks) or operations, as a table on standard error; trace, \
      as trace.json in the output folder, for the trace viewers of Chrome and Perfetto.
      """)
  var profiler: ProfilerKind?

  @Option(
    help: """
      Write memory, operations and time to device-statistics.csv in the output folder: after each \
      training step (steps), or each batch of a validation as well (all).
      """)
  var deviceStatistics: StatisticsKind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Levels of layers in the table of the model: -1 for all, 0 for no table (default: 1).",
      valueName: "levels"))
  var modelSummary: Int?

  @Flag(
    help: """
      Keep checkpoints but the newest as thin files, which store what they have in common once; \
      ckpt convert makes one whole again.
      """)
  var thinHistory = false

  @Flag(help: "Show no progress and no table of the model, only the result and errors.")
  var quiet = false

  /// Stop before the validation of the last step; used by re-runs of interrupted runs.
  @Flag(help: .private)
  var stopBeforeValidation = false

  /// Steps to save in addition to those of the run; used by re-runs.
  @Option(help: .private)
  var alsoSave: String?

  /// What `--data` does, with the tasks that it is for.
  private static var dataHelp: String {
    let names = CommandLineTool.current.tasks.filter { $0.readsDataFile }.map { $0.name }
    return "File with data of your own, for a task that reads one: "
      + (names.isEmpty ? "none of the tasks here does." : names.joined(separator: ", ") + ".")
  }

  static let keys = [
    "data", "device", "deviceStatistics", "maxTime", "modelSummary", "output", "profiler",
    "stopAfter", "thinHistory", "threads", "workers",
  ]

  /// Fills in what the command line left open from the `execution:` map of a file.
  ///
  /// - Throws: `CommandError` naming a wrong key.
  mutating func complete(from map: JSONValue?) throws(CommandError) {
    guard let map, !map.isNull else { return }
    guard let object = map.object else { throw CommandError("execution: expected a map") }
    for member in object.members {
      switch member.name {
      case "output": output = output ?? member.value.string
      case "data": data = data ?? member.value.string
      case "device": device = device ?? member.value.string
      case "threads": threads = threads ?? member.value.integer
      case "workers": workers = workers ?? member.value.integer
      case "modelSummary": modelSummary = modelSummary ?? member.value.integer
      case "maxTime": maxTime = maxTime ?? member.value.number
      case "profiler":
        if profiler == nil { profiler = try ExecutionOptions.choice(member.name, member.value) }
      case "deviceStatistics":
        if deviceStatistics == nil {
          deviceStatistics = try ExecutionOptions.choice(member.name, member.value)
        }
      case "thinHistory": thinHistory = thinHistory || member.value.bool ?? false
      case "stopAfter": stopAfter = stopAfter ?? member.value.integer
      default:
        throw CommandError(
          "unknown key execution.\(member.name)"
            + NearestName.hint(member.name, among: ExecutionOptions.keys, below: "execution")
            + "; the keys there are "
            + ExecutionOptions.keys.joined(separator: ", "))
      }
      let isText = ["data", "output", "device", "deviceStatistics", "profiler"].contains(
        member.name)
      let (kind, fits) =
        switch member.name {
        case _ where isText: ("text", member.value.string != nil)
        case "maxTime": ("a number", member.value.number != nil)
        case "thinHistory": ("true or false", member.value.bool != nil)
        default: ("a whole number", member.value.integer != nil)
        }
      if !fits && !member.value.isNull {
        throw CommandError("execution.\(member.name): expected \(kind)")
      }
    }
  }

  /// One of some words, or nil for null.
  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ value: JSONValue
  ) throws(CommandError) -> Choice? where Choice.RawValue == String {
    if value.isNull { return nil }
    guard let choice = value.string.flatMap({ Choice(rawValue: $0) }) else {
      throw CommandError(
        "execution.\(key): expected one of "
          + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}
