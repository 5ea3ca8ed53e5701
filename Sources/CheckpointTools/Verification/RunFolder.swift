internal import Checkpoints
internal import Glibc

/// The files that a run left in its output folder.
struct RunFolder {
  /// One file with the final name of a checkpoint.
  struct Checkpoint {
    let path: String
    let name: String
    /// The step in the name; nil for `last.h5`.
    let step: UInt64?
  }

  /// The name that leads to the newest checkpoint.
  static let latestName = "last.h5"

  /// The folder.
  let path: String
  /// The checkpoints in ascending order of steps, then `last.h5`.
  let checkpoints: [Checkpoint]

  /// The path of the sidecar with the run's volatile facts.
  var recordPath: String { path + "/run.json" }
  /// The newest checkpoint, by the step in its name.
  var newest: Checkpoint? { checkpoints.last { $0.step != nil } }
  /// The entry `last.h5`.
  var latest: Checkpoint? { checkpoints.last { $0.step == nil } }

  /// Lists a run's folder.
  ///
  /// - Throws: `CheckpointToolError.notARun` if it has no checkpoints.
  init(_ path: String) throws(CheckpointToolError) {
    self.path = path
    let folder = path + "/checkpoints"
    guard let names = RunFolder.names(in: folder) else {
      throw CheckpointToolError(
        .notARun, path, expected: "the folder of a run, with a folder checkpoints in it",
        found: "none that can be read",
        remedy: "Give the folder that train --output wrote, or a checkpoint file.")
    }
    let found = names.compactMap { name -> Checkpoint? in
      if name == RunFolder.latestName {
        return Checkpoint(path: folder + "/" + name, name: name, step: nil)
      }
      guard let step = RunFolder.step(in: name) else { return nil }
      return Checkpoint(path: folder + "/" + name, name: name, step: step)
    }
    checkpoints = found.sorted { left, right in
      switch (left.step, right.step) {
      case (let a?, let b?): a == b ? left.name < right.name : a < b
      case (_?, nil): true
      default: false
      }
    }
    guard !checkpoints.isEmpty else {
      throw CheckpointToolError(
        .notARun, folder, expected: "checkpoints named step-*.h5 or last.h5", found: "none",
        remedy: "Run train, which saves at least its final step.")
    }
  }

  /// Returns whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The number in `step-00000029.h5` or `step-00000029.thin`, nil for any other name.
  static func step(in name: String) -> UInt64? {
    let endings = [".h5", ThinCheckpoint.suffix]
    guard name.hasPrefix("step-"), let ending = endings.first(where: { name.hasSuffix($0) }) else {
      return nil
    }
    let digits = name.dropFirst(5).dropLast(ending.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return UInt64(digits)
  }

  /// The names in a folder, or nil if it cannot be listed.
  static func names(in folder: String) -> [String]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }
}
