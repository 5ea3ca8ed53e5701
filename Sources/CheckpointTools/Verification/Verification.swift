public import CanonicalJSON
internal import Checkpoints
public import CommandLineKit
internal import Glibc
internal import NumericsContract

/// Whether a checkpoint, or every checkpoint of a run, is undamaged: the answer of `ckpt verify`.
///
/// A run is right when each `step-*.h5` and `last.h5` is, each name says the step that is in the file,
/// `last.h5` is one of them, and `run.json` is there and is JSON. A `last.h5` that is missing or leads to
/// an earlier step is what a run leaves that was killed between a checkpoint and its link, or that was
/// continued from an earlier one: nothing is lost, so it is noted and not held against the run.
public struct Verification: CommandReport {
  /// The file or folder.
  public let path: String
  /// A row for each checkpoint, in ascending order of steps, `last.h5` at the end.
  public let files: [VerifiedFile]
  /// What is wrong with the run besides its files, one line each.
  public let problems: [String]
  /// What a user may want to know about a run that is right, one line each.
  public let notes: [String]

  /// Verifies a file, or the folder of a run.
  ///
  /// A file that cannot be read is a row with the outcome `trouble`, not an error, so that a run with
  /// one bad file still reports the others.
  ///
  /// - Throws: `CheckpointToolError.notARun` for a folder that is no run's.
  public init(of path: String) throws(CheckpointToolError) {
    self.path = path
    guard RunFolder.isFolder(path) else {
      files = [VerifiedFile(checking: path)]
      problems = []
      notes = []
      return
    }
    let folder = try RunFolder(path)
    var files = folder.checkpoints.map { VerifiedFile(checking: $0.path, named: $0.step) }
    var problems: [String] = []
    var notes: [String] = []
    if let newest = folder.newest,
      let position = files.firstIndex(where: { $0.path == newest.path })
    {
      if let last = folder.latest, let index = files.firstIndex(where: { $0.path == last.path }) {
        if let problem = Verification.problem(ofLatest: files[index], among: files) {
          files[index] = VerifiedFile(files[index], problem: problem)
        } else if let note = Verification.note(ofLatest: files[index], newest: files[position]) {
          notes.append(note)
        }
      } else {
        notes.append(
          "\(path)/checkpoints has no last.h5 beside \(newest.name). --resume last takes the newest"
            + " file; to make the link: ln \(newest.name) last.h5")
      }
    }
    if let problem = Verification.problem(ofRecord: folder.recordPath) { problems.append(problem) }
    self.files = files
    self.problems = problems
    self.notes = notes
  }

  /// `done` if everything is right, `different` if something is not, `trouble` if a file could not be
  /// judged.
  public var exitStatus: ExitStatus {
    files.reduce(problems.isEmpty ? .done : .different) { $0.combined(with: $1.exitStatus) }
  }

  /// The result with a row for each file.
  public var json: JSONValue {
    [
      "path": .string(path),
      "verified": .bool(exitStatus == .done && files.allSatisfy { $0.outcome == .verified }),
      "files": .array(files.map(\.json)), "problems": .array(problems.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// The result in words, a row for each file, then what is wrong.
  public var description: String {
    var table = Table([
      Table.Column("file"), Table.Column("step", .right), Table.Column("bytes", .right),
      Table.Column("state root"), Table.Column("result"),
    ])
    for file in files {
      table.append([
        file.path, file.step.map { String($0) } ?? "",
        file.byteCount.map { ByteCount($0).description } ?? "",
        file.stateRoot.map { "\($0.description.prefix(16))…" } ?? "", Verification.word(file),
      ])
    }
    let wrong = files.compactMap(\.problem) + problems + notes.map { "Note: \($0)" }
    let parts = [verdictLine, table.description] + (wrong.isEmpty ? [] : [lines(wrong)])
    return parts.joined(separator: "\n\n")
  }

  private func lines(_ problems: [String]) -> String {
    problems.map(PrintableText.escaped).joined(separator: "\n")
  }

  private var verdictLine: String {
    let bad = files.count { $0.exitStatus != .done }
    if files.contains(where: { $0.outcome == .sound }), bad == 0 {
      return
        "Sound: the structure is right and every byte can be read. The format has no digests, so "
        + "nothing says whether the numbers are those that were saved."
    }
    if exitStatus == .done {
      return files.count == 1
        ? "Verified: the structure and every digest are right."
        : "Verified: the structure and every digest of \(files.count) files are right."
    }
    return bad == 0
      ? "Not verified: the files are right, but the run is not."
      : "Not verified: \(bad) of \(files.count) files \(bad == 1 ? "is" : "are") not right."
  }

  private static func word(_ file: VerifiedFile) -> String {
    switch file.outcome {
    case .verified: "verified"
    case .sound: "sound, no digests"
    case .notVerified: "not verified"
    case .trouble: "cannot be judged"
    }
  }

  /// What is wrong with `last.h5`; nil if it is one of the checkpoints.
  private static func problem(ofLatest last: VerifiedFile, among files: [VerifiedFile]) -> String? {
    guard last.outcome == .verified else { return nil }
    let twins = files.filter { $0.path != last.path && $0.step == last.step }
    if twins.contains(where: { $0.outcome != .verified || isSame($0, last) }) { return nil }
    let steps = last.step.map { "the state after step \($0)" } ?? "another state"
    return
      "\(last.path): expected the same as one of the checkpoints beside it, found \(steps), which"
      + " none of them has. Link it anew to the newest: ln -f step-….h5 last.h5"
  }

  /// What to know about a `last.h5` that is right but not the newest; nil if it is the newest.
  private static func note(ofLatest last: VerifiedFile, newest: VerifiedFile) -> String? {
    guard last.outcome == .verified, newest.outcome == .verified, !isSame(last, newest) else {
      return nil
    }
    let steps = last.step.map { "step \($0)" } ?? "another step"
    return
      "\(last.path) is the state after \(steps), not the newest. --resume last goes on from there;"
      + " to go on from the newest: ln -f \(newest.path) \(last.path)"
  }

  private static func isSame(_ one: VerifiedFile, _ other: VerifiedFile) -> Bool {
    one.fileRoot == other.fileRoot && one.byteCount == other.byteCount
  }

  /// What is wrong with `run.json`; nil if it is JSON.
  private static func problem(ofRecord path: String) -> String? {
    let remedy = "The checkpoints do not need it; restore it to keep the record of the run."
    guard let bytes = RecordFile.bytes(path) else {
      return "\(path): expected the record of the run, found no readable file. \(remedy)"
    }
    do throws(JSONSyntaxError) {
      _ = try JSONParser.parse(bytes)
      return nil
    } catch {
      return "\(path): expected JSON, found \(error). \(remedy)"
    }
  }
}
