import CanonicalJSON
import Checkpoints
import Devices
import NumericsContract
import SystemPackage
import Tensors

/// What a run leaves on disk, in the order that keeps it consistent: log, checkpoint, link, removal.
///
/// A checkpoint's state is copied before `save` returns; the file is written while training goes on.
final class RunStore {
  private let directory: RunDirectory
  private let run: JSONValue
  private let plan: TrainingPlan
  private let logs: [LogFile]
  private let saves: SaveQueue
  private var thinsHistory = false
  private var record: RunRecord?
  /// Path of the newest checkpoint; after `wait` it is on disk.
  private(set) var lastSaved: String?

  init(
    folder: String, run: JSONValue, plan: TrainingPlan, loggers: [any Logger],
    saves: SaveQueue = SaveQueue()
  ) {
    directory = RunDirectory(folder)
    self.run = run
    self.plan = plan
    self.saves = saves
    let path = directory.path
    logs = loggers.map { LogFile($0, in: path) }
  }

  /// Starts a new run in its folder, or takes up the one of a checkpoint.
  ///
  /// - Parameters:
  ///   - execution: Names the file to continue from, if any, and the facts for `run.json`.
  ///   - restore: Takes the state back.
  func open(
    _ execution: Execution, restore: (StateReader) throws -> Void
  ) throws {
    let checkpoint = execution.resume
    thinsHistory = execution.thinsHistory
    if let checkpoint {
      let file = try CheckpointFile(opening: checkpoint)
      try RunComparison.check(saved: file.run, current: run)
      let reader = StateReader(try file.stateTree())
      do {
        try restore(reader)
        try reader.group("loggers") { (state) throws(StateError) in
          for log in logs {
            try state.group(log.logger.name) { (state) throws(StateError) in
              try log.restore(from: state)
            }
          }
        }
        try reader.finish()
      } catch let error as StateError {
        throw TrainingError(.mismatch, "\(checkpoint) does not fit this run: \(error)")
      }
      let isOwn = directory.owns(checkpoint: checkpoint)
      // Only a checkpoint of its own may continue the run that is in the folder.
      if isOwn { try directory.makeFolders() } else { try directory.create() }
      _ = try CheckpointWriter.removeStaleTemporaries(inFolder: directory.checkpoints.string)
      try continueLogs(of: checkpoint, isOwn: isOwn)
      lastSaved = checkpoint
    } else {
      try directory.create()
      for log in logs { try log.start(run) }
    }
    let data = execution.dataFile.map { [(RunRecord.dataFile, $0)] } ?? []
    record = RunRecord(
      at: directory.record, facts: execution.facts + data, resumedFrom: checkpoint)
    try record?.write(nil)
    if let text = execution.configurationText {
      try directory.writeConfiguration(text)
    }
  }

  /// Notes in `run.json` what the wall clock decided; it is on disk with the end of the execution.
  func note(decision: String, step: Int) { record?.note(decision: decision, step: step) }

  /// Throws what a save that has ended could not do.
  func check() throws { try saves.check() }

  /// Waits for the save under way and throws what it could not do.
  func wait() throws { try saves.wait() }

  /// Notes the end of the execution.
  func close(_ result: FitResult) throws {
    try saves.wait()
    for log in logs { try log.flush() }
    try record?.write(result)
  }

  /// Logs what belongs to a step; it reaches the disk with the next checkpoint.
  func log(step: Int, epoch: Int, _ entries: [LogEntry]) {
    for log in logs { log.log(entries, step: step, epoch: epoch) }
  }

  /// Removes checkpoints that are no longer wanted, once the one of step `kept` is safe.
  func removeCheckpoints(_ steps: [Int], keeping kept: Int) throws {
    guard !steps.isEmpty else { return }
    try saves.submit { [directory] in directory.removeCheckpoints(steps, keeping: kept) }
  }

  /// Saves the state of a step: logs, checkpoint, links; then removes what the checkpoint replaces.
  ///
  /// - Throws: Also what an earlier save could not do.
  func save(
    step: Int, link: String?, removing steps: [Int], state: (inout StateWriter) throws -> Void
  ) throws {
    for log in logs { try log.flush() }
    var writer = StateWriter()
    try state(&writer)
    writer.group("loggers") { state in
      for log in logs { state.group(log.logger.name) { log.save(to: &$0) } }
    }
    let path = directory.checkpoint(step: step).string
    let write = try file(writer, at: path)
    try saves.submit { [directory, thinsHistory] in
      try write()
      try RunStore.link(path, as: link)
      try CheckpointWriter.linkLatest(path: path, as: "last.h5")
      directory.removeCheckpoints(steps, keeping: step)
      if thinsHistory { try directory.thinHistory(keeping: step) }
    }
    lastSaved = path
  }

  /// Gives a step's checkpoint a second name.
  func link(step: Int, as name: String?) throws {
    try RunStore.link(directory.checkpoint(step: step).string, as: name)
  }

  /// Saves a model alone; nothing resumes from it, so `last.h5` stays what it is.
  func saveWeights(
    step: Int, link: String?, model: (inout StateWriter) -> Void
  ) throws {
    var writer = StateWriter()
    writer.group("model", model)
    let path = directory.weights(step: step).string
    let write = try file(writer, at: path)
    try saves.submit {
      try write()
      try RunStore.link(path, as: link)
    }
  }

  private static func link(_ path: String, as name: String?) throws {
    guard let name else { return }
    try CheckpointWriter.linkLatest(path: path, as: name)
  }

  /// What writes a state; it holds all that it needs.
  private func file(
    _ state: consuming StateWriter, at path: String
  ) throws -> @Sendable () throws -> Void {
    let tree = try state.finish()
    return { [run, profile = plan.profile.rawValue] in
      try CheckpointWriter.write(
        tree: tree, run: run, parameters: RunStore.index(of: tree), profile: profile, to: path)
    }
  }

  /// The parameter index: every tensor of the model with its name, type and shape.
  private static func index(of tree: StateTree) -> JSONValue {
    .array(
      tree.entries.filter { $0.path.hasPrefix("/model/") }.map { entry in
        let name = entry.path.dropFirst("/model/".count).split(separator: "/")
          .joined(separator: ".")
        return .object([
          ("name", .string(name)), ("path", .string(entry.path)),
          ("dtype", .string(entry.type.rawValue)),
          ("shape", .array(entry.shape.map { .integer($0) })),
        ])
      })
  }

  /// A run resumed into another folder takes its logs along.
  private func continueLogs(of checkpoint: String, isOwn: Bool) throws(TrainingError) {
    if isOwn {
      for log in logs { try log.continueAfterRestore(copyingFrom: nil) }
      return
    }
    guard let original = RunDirectory.containing(checkpoint: checkpoint) else {
      guard let first = logs.first else { return }
      throw TrainingError(
        .mismatch,
        """
        \(checkpoint) does not lie in the folder checkpoints of a run, so there is no \
        \(first.logger.fileName) to go on with; put it back into its run's folder
        """)
    }
    let folder = RunDirectory(original).path
    for log in logs { try log.continueAfterRestore(copyingFrom: folder) }
  }
}
