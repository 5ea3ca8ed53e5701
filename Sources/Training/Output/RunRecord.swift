import CanonicalJSON
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// The sidecar `run.json`: host, process, times and settings of each execution of a run.
///
/// Nothing of it is in a checkpoint, so that equal states give equal files wherever they were made.
struct RunRecord {
  /// Name of the fact that says where the user's data were.
  static let dataFile = "data"

  private let path: FilePath
  private var executions: [JSONValue]
  private var current: [(String, JSONValue)]
  private var decisions: [JSONValue] = []

  /// Starts the record of an execution, after those that are in the file already.
  init(at path: FilePath, facts: [(String, String)], resumedFrom checkpoint: String?) {
    self.path = path
    executions = RunRecord.earlier(path)
    var name = [CChar](repeating: 0, count: 256)
    let host =
      unsafe gethostname(&name, name.count - 1) == 0
      ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      : "unknown"
    current =
      [
        ("host", .string(host)), ("process", .integer(Int(getpid()))),
        ("started", .string(RunRecord.now())),
        ("resumedFrom", checkpoint.map { .string($0) } ?? .null),
      ] + facts.map { ($0.0, .string($0.1)) }
  }

  /// Notes what the wall clock decided, and at which step: all that is needed to decide it again.
  mutating func note(decision: String, step: Int) {
    decisions.append(["kind": .string(decision), "step": .integer(step)])
  }

  /// Writes the record as it is, and with the end of the execution once that is known.
  func write(_ result: FitResult?) throws(TrainingError) {
    var members = current
    if !decisions.isEmpty { members.append(("decisions", .array(decisions))) }
    if let result {
      members += [
        ("ended", .string(RunRecord.now())), ("step", .integer(result.step)),
        ("reason", .string(result.reason.summary)),
      ]
    }
    let value = JSONValue.object([("executions", .array(executions + [.object(members)]))])
    let text: String
    do throws(JSONNumberError) {
      text = try CanonicalJSON.prettyText(value) + "\n"
    } catch {
      throw TrainingError(.inputOutput, "cannot write \(path): \(error)")
    }
    try path.replaceFile(with: text)
  }

  /// What an unreadable or foreign file held is not worth stopping a run for.
  static func earlier(_ path: FilePath) -> [JSONValue] {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec),
      let bytes = try? file.closeAfter({ try file.readToEnd(limit: 16 << 20) }),
      let value = try? JSONParser.parse(bytes)
    else { return [] }
    return value["executions"]?.array ?? []
  }

  private static func now() -> String {
    var seconds = time(nil)
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}

extension FitResult.Reason {
  /// One or a few words.
  var summary: String {
    switch self {
    case .finished: "finished"
    case .stopped(let why): "stopped: \(why)"
    case .stoppedAfterStep: "stopped after the requested step"
    case .timeLimit: "stopped by the time limit"
    case .interrupted(let signal): "interrupted by signal \(signal)"
    }
  }
}
