import Lockstep

extension TrainingTask {
  /// The user's data: the file that is named, else the one that an earlier run was given.
  ///
  /// Absolute, so that a run finds it again from another working directory.
  ///
  /// - Parameter folder: Folder of the earlier run.
  /// - Throws: A file for a task that reads none.
  static func dataFile(
    _ named: String?, elseOf folder: String? = nil
  ) throws(CommandError) -> String? {
    guard readsDataFile else {
      if named != nil { throw CommandError("--data: \(name) brings its own data") }
      return nil
    }
    return named.map(RunDirectory.absolute) ?? folder.flatMap { RunDirectory($0).dataFile }
  }
}
