import CanonicalJSON
import CheckpointTools
import Lockstep

/// What has to be executed again to make some checkpoints once more.
struct RerunPlan {
  /// A checkpoint and the step that it records.
  struct Record {
    let path: String
    let step: Int
  }

  /// What was given on the command line.
  let target: String
  /// The `run:` map that the checkpoints share.
  let run: JSONValue
  /// In ascending order of step; at least one.
  let records: [Record]
  /// The user's data that the run was last given, if any.
  let dataFile: String?
  /// Whether the last one was saved before its step's validation.
  let endsBeforeValidation: Bool

  /// Plans for a checkpoint file or a run's folder.
  ///
  /// - Throws: `CheckpointError`, `CheckpointToolError` or `CommandError`.
  init(of target: String) throws {
    let paths =
      RunRecords.isFolder(target) ? try RunRecords.checkpoints(ofRun: target) : [target]
    try self.init(target, paths)
  }

  /// Plans for a run's folder.
  init(ofRun target: String) throws {
    try self.init(target, try RunRecords.checkpoints(ofRun: target))
  }

  private init(_ target: String, _ paths: [String]) throws {
    self.target = target
    var records: [Record] = []
    var last: (run: JSONValue, step: Int, phase: String?)?
    var options = InspectionOptions()
    options.readsContents = false
    for path in paths {
      let file = try CheckpointFile(opening: path)
      let position = try Inspection(of: path, options: options).loop
      guard let step = position.step.flatMap({ Int(exactly: $0) }) else {
        throw CommandError("\(path) does not say which step it records (/loop/step)")
      }
      records.append(Record(path: path, step: step))
      if step >= last?.step ?? 0 { last = (file.run, step, position.phase) }
    }
    guard let last else { throw CommandError("\(target) has no checkpoints") }
    self.records = records.sorted { $0.step < $1.step }
    run = last.run
    dataFile = records.lazy.compactMap { RunDirectory.containing(checkpoint: $0.path) }.first
      .flatMap { RunDirectory($0).dataFile }
    endsBeforeValidation = last.phase == "validationDue"
  }
}
