import CanonicalJSON
import Checkpoints
public import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// The folder of a run: `checkpoints/`, `metrics.csv`, `config.yaml`, `run.json`.
public struct RunDirectory: Sendable {
  /// The folder.
  public let path: FilePath

  /// Names the folder; touches nothing.
  public init(_ path: String) {
    self.path = FilePath(path)
  }

  /// Folder of the checkpoints.
  public var checkpoints: FilePath { path.appending("checkpoints") }
  /// The newest checkpoint, a hard link.
  public var last: FilePath { checkpoints.appending("last.h5") }
  /// What was logged.
  public var log: FilePath { path.appending("metrics.csv") }
  /// Volatile facts about executions.
  public var record: FilePath { path.appending("run.json") }
  /// The run's configuration, for people.
  public var configuration: FilePath { path.appending("config.yaml") }

  /// Path of the user's data that this run was last given, from `run.json`; nil when there is none.
  public var dataFile: String? {
    RunRecord.earlier(record).reversed().lazy.compactMap { $0[RunRecord.dataFile]?.string }.first
  }

  /// Path of the checkpoint of a step.
  public func checkpoint(step: Int) -> FilePath { file("step", step) }

  /// Path of the file that holds a step's model alone.
  public func weights(step: Int) -> FilePath { file("weights", step) }

  private func file(_ kind: String, _ step: Int) -> FilePath {
    let digits = String(step)
    let padding = String(repeating: "0", count: max(0, 8 - digits.count))
    return checkpoints.appending("\(kind)-\(padding)\(digits).h5")
  }

  /// The checkpoint of a step as it is kept: whole, or thin.
  public func keptCheckpoint(step: Int) -> FilePath {
    let whole = checkpoint(step: step)
    return exists(whole) ? whole : thinCheckpoint(step: step)
  }

  /// Path of the thin file of a step's checkpoint.
  func thinCheckpoint(step: Int) -> FilePath {
    let whole = checkpoint(step: step)
    return whole.removingLastComponent().appending((whole.stem ?? "") + ThinCheckpoint.suffix)
  }

  /// The checkpoint to continue from: `last.h5`, or the one of the highest step when a run was killed
  /// before it made that link; nil when nothing was saved.
  public var newestCheckpoint: FilePath? {
    if exists(last) { return last }
    return files.compactMap { RunDirectory.step(ofFileNamed: $0) }.max().map {
      checkpoint(step: $0)
    }
  }

  /// Names of what lies in the folder of checkpoints, in no order.
  var files: [String] {
    guard let folder = unsafe checkpoints.withPlatformString({ unsafe opendir($0) }) else {
      return []
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      names.append(
        unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  /// The step in a checkpoint's file name, or nil for another file.
  public static func step(ofFileNamed name: String) -> Int? {
    guard name.hasPrefix("step-"), name.hasSuffix(".h5") else { return nil }
    let digits = name.dropFirst(5).dropLast(3)
    return digits.count >= 8 ? Int(digits) : nil
  }

  /// The folder of the run whose checkpoint this is, or nil when the file lies elsewhere.
  public static func containing(checkpoint: String) -> String? {
    var folder = FilePath(checkpoint).lexicallyNormalized().removingLastComponent()
    if folder.lastComponent.map({ $0.kind != .regular }) ?? true {
      // Seen from inside the run, the names above are in the path of the working directory.
      folder = workingDirectory.pushing(folder).lexicallyNormalized()
    }
    guard folder.lastComponent?.string == "checkpoints" else { return nil }
    let run = folder.removingLastComponent()
    return run.isEmpty ? "." : run.string
  }

  /// A path as it is seen from any working directory.
  public static func absolute(_ path: String) -> String {
    workingDirectory.pushing(FilePath(path)).string
  }

  private static var workingDirectory: FilePath {
    guard let text = unsafe getcwd(nil, 0) else { return FilePath(".") }
    defer { unsafe free(text) }
    return unsafe FilePath(platformString: text)
  }

  /// Whether a checkpoint lies in this run's own folder, however the paths are spelled.
  func owns(checkpoint: String) -> Bool {
    let folder = FilePath(checkpoint).removingLastComponent()
    guard let own = status(checkpoints),
      let other = status(folder.isEmpty ? FilePath(".") : folder)
    else { return false }
    return own.st_dev == other.st_dev && own.st_ino == other.st_ino
  }

  /// Writes `config.yaml`.
  func writeConfiguration(_ text: String) throws(TrainingError) {
    try configuration.replaceFile(with: text)
  }

  /// Creates the folders of a new run.
  ///
  /// - Throws: `TrainingError.outputInUse` when a run is there already, `.inputOutput` when the
  ///   folder cannot be made or written.
  func create() throws(TrainingError) {
    for file in [checkpoints, log, record] where exists(file) {
      let wayOut =
        newestCheckpoint == nil
        ? "it has no checkpoint to continue from, so remove it, or choose another folder with "
          + "--output"
        : "continue it with --resume last, or choose another folder with --output"
      throw TrainingError(
        .outputInUse,
        "\(path) already holds a run (\(file.lastComponent?.string ?? "") is there); \(wayOut)")
    }
    try makeFolders()
  }

  /// Makes sure that the folders exist and can be written.
  func makeFolders() throws(TrainingError) {
    var folder = FilePath(root: checkpoints.root)
    for component in checkpoints.components {
      folder.append(component)
      guard unsafe folder.withPlatformString({ unsafe mkdir($0, 0o755) }) != 0 else { continue }
      let code = Errno(rawValue: errno)
      if code != .fileExists || !isFolder(folder) {
        throw TrainingError(
          .inputOutput,
          "cannot create the folder \(folder): \(code == .fileExists ? .notDirectory : code); "
            + "choose another one with --output")
      }
    }
    guard unsafe checkpoints.withPlatformString({ unsafe access($0, W_OK) }) == 0 else {
      throw TrainingError(
        .inputOutput,
        "cannot write to the folder \(checkpoints): \(Errno(rawValue: errno)); choose another one "
          + "with --output")
    }
  }

  func exists(_ file: FilePath) -> Bool {
    unsafe file.withPlatformString { unsafe access($0, F_OK) } == 0
  }

  private func isFolder(_ file: FilePath) -> Bool {
    status(file).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  func status(_ file: FilePath) -> stat? {
    var information = stat()
    let found = unsafe file.withPlatformString { unsafe stat($0, &information) } == 0
    return found ? information : nil
  }
}
