public import CanonicalJSON
internal import Checkpoints
public import CommandLineKit
public import NumericsContract
internal import TensorFiles

/// What verifying one file found.
public struct VerifiedFile: Sendable {
  /// How far a file can be trusted.
  public enum Outcome: String, Sendable {
    /// Everything is right.
    case verified
    /// The structure is right and every byte can be read, but the format has no digests to check.
    case sound
    /// The file is damaged, or is not what its name says.
    case notVerified
    /// The file could not be read, or is no checkpoint at all.
    case trouble
  }

  /// The path of the file.
  public let path: String
  /// The size in bytes, nil if the file could not be opened.
  public let byteCount: Int?
  /// The step at which the state was saved, nil if the file does not say.
  public let step: UInt64?
  /// The digest of the state, nil if the file could not be opened.
  public let stateRoot: SHA256Digest?
  /// The digest of everything in the file, nil if it could not be opened.
  public let fileRoot: SHA256Digest?
  /// How far the file can be trusted.
  public let outcome: Outcome
  /// One line that says what is wrong; nil for a verified file.
  public let problem: String?

  /// The status of a command that verified only this file.
  public var exitStatus: ExitStatus {
    switch outcome {
    case .verified, .sound: .done
    case .notVerified: .different
    case .trouble: .trouble
    }
  }

  /// The row with its names in reports.
  public var json: JSONValue {
    [
      "file": .string(path), "bytes": byteCount.map { .integer($0) } ?? .null,
      "step": step.map { .integer($0) } ?? .null,
      "stateRoot": stateRoot.map { .string($0.description) } ?? .null,
      "fileRoot": fileRoot.map { .string($0.description) } ?? .null,
      "verified": .bool(outcome == .verified), "outcome": .string(outcome.rawValue),
      "problem": problem.map { .string($0) } ?? .null,
    ]
  }

  /// Reads every byte of a checkpoint and checks it against its digests.
  ///
  /// - Parameter named: the step that the name of the file promises, if it does.
  init(checking path: String, named: UInt64? = nil) {
    if named == nil, let foreign = VerifiedFile(checkingForeign: path) {
      self = foreign
      return
    }
    self.path = path
    let opened = VerifiedFile.open(path)
    byteCount = opened.file?.byteCount
    stateRoot = opened.file?.stateRoot
    fileRoot = opened.file?.fileRoot
    guard let file = opened.file, opened.error == nil else {
      step = nil
      outcome = opened.error.map { VerifiedFile.outcome(of: $0) } ?? .trouble
      problem = opened.error?.description
      return
    }
    var step: UInt64?
    do throws(CheckpointToolError) {
      step = try LoopPosition(TensorReader(CheckpointTensorFile(file))).step
    } catch {
      self.step = nil
      outcome = .notVerified
      problem = error.description
      return
    }
    self.step = step
    if let named, let step, named != step {
      outcome = .notVerified
      problem =
        "\(path): expected the state after step \(named), as the name says, found step \(step)."
        + " Rename the file, or restore the one that had this name."
    } else {
      outcome = .verified
      problem = nil
    }
  }

  /// Reads every byte of a file of another format; nil if the path does not lead to one.
  private init?(checkingForeign path: String) {
    do throws(CheckpointToolError) {
      guard let format = try ReadableFile.format(of: path), format != .lockstep else { return nil }
      let file = try ReadableFile.open(path)
      let reader = TensorReader(file)
      for tensor in file.tensors { try reader.check(tensor) }
      self.init(path, byteCount: file.byteCount, outcome: .sound, problem: nil)
    } catch {
      guard let kind = error.tensorFileError?.kind else { return nil }
      let outcome: Outcome =
        switch kind {
        case .malformed, .unsafe, .tooLarge: .notVerified
        case .missingFile, .notAFile, .unreadable, .unknownFormat, .unsupported, .unwritable:
          .trouble
        }
      self.init(path, byteCount: nil, outcome: outcome, problem: error.description)
    }
  }

  private init(_ path: String, byteCount: Int?, outcome: Outcome, problem: String?) {
    self.path = path
    self.byteCount = byteCount
    self.outcome = outcome
    self.problem = problem
    step = nil
    stateRoot = nil
    fileRoot = nil
  }

  /// Opens a file and checks every digest; an error may come with or without an open file.
  private static func open(_ path: String) -> (file: CheckpointFile?, error: CheckpointError?) {
    var opened: CheckpointFile?
    do throws(CheckpointError) {
      let file = try CheckpointFile(opening: path)
      opened = file
      try file.verify()
      return (file, nil)
    } catch {
      return (opened, error)
    }
  }

  /// A damaged checkpoint is not verified; what is no checkpoint cannot be judged.
  private static func outcome(of error: CheckpointError) -> Outcome {
    switch error.code {
    case .malformed, .digestMismatch, .incomplete, .missing, .unexpected: .notVerified
    case .missingFile, .notAFile, .unreadable, .notHDF5, .notACheckpoint, .unsupportedVersion,
      .unrepresentable, .unwritable, .noSpace:
      .trouble
    }
  }

  /// A verified file that is nevertheless not the one that should be there.
  init(_ other: VerifiedFile, problem: String) {
    path = other.path
    byteCount = other.byteCount
    step = other.step
    stateRoot = other.stateRoot
    fileRoot = other.fileRoot
    outcome = .notVerified
    self.problem = problem
  }
}
