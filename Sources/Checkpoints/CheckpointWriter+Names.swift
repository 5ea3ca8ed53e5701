internal import Glibc

extension CheckpointWriter {
  /// Gives the checkpoint at `path` a second name in the same folder, such as `last.h5`, in one step:
  /// the name leads to the old file or to the new one, never to nothing.
  ///
  /// - Throws: `CheckpointError`; the name then leads where it led before.
  public static func linkLatest(path: String, as name: String) throws(CheckpointError) {
    try linkLatest(path: path, as: name, calls: SystemFileCalls())
  }

  static func linkLatest(
    path: String, as name: String, calls: some FileCalls
  ) throws(CheckpointError) {
    let location = FileLocation(path)
    let target = location.sibling(name)
    do throws(SystemCallError) {
      let temporary = try link(path, in: location, for: name, calls: calls)
      do throws(SystemCallError) {
        try calls.rename(temporary, to: target)
      } catch {
        try? calls.remove(temporary)
        throw error
      }
      // When the name already led to this very file, the system leaves both names in place.
      do throws(SystemCallError) {
        try calls.remove(temporary)
      } catch  where error.code == ENOENT {
        // The usual case: the rename took the temporary name away.
      }
      try calls.synchronizeFolder(location.folder)
    } catch {
      throw CheckpointError(error, writing: target)
    }
  }

  private static func link(
    _ path: String, in location: FileLocation, for name: String, calls: some FileCalls
  ) throws(SystemCallError) -> String {
    while true {
      let temporary = location.sibling(TemporaryName(for: name).text)
      do throws(SystemCallError) {
        try calls.link(path, as: temporary)
        return temporary
      } catch  where error.code == EEXIST {
        continue
      }
    }
  }

  /// Removes the hidden files that dead processes left in a run's folder, and returns their names in
  /// ascending order.
  ///
  /// A file is left alone while its process runs, or while anyone holds its lock, as a writer in
  /// another container does. Call it before the run's first save.
  ///
  /// - Throws: `CheckpointError` if the folder cannot be read or a file cannot be removed.
  @discardableResult
  public static func removeStaleTemporaries(
    inFolder folder: String
  ) throws(CheckpointError) -> [String] {
    do throws(SystemCallError) {
      let names = try FolderCalls.names(inFolder: folder)
      var removed: [String] = []
      for name in names {
        guard let temporary = TemporaryName(parsing: name) else { continue }
        let path = FileLocation(folder + "/" + name).sibling(name)
        guard isAbandoned(temporary, path: path) else { continue }
        do throws(SystemCallError) {
          try SystemFileCalls().remove(path)
          removed.append(name)
        } catch  where error.code == ENOENT {
          // Another process of the run tidies up as well.
        }
      }
      return removed
    } catch {
      throw CheckpointError(error, writing: folder)
    }
  }

  private static func isAbandoned(_ name: TemporaryName, path: String) -> Bool {
    // Our own number was a dead process's before us: containers hand out few numbers.
    let isDead = name.process == getpid() || (kill(name.process, 0) != 0 && errno == ESRCH)
    guard isDead else { return false }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }
}
