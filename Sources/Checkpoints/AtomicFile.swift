internal import Glibc

/// A file that gets its final name only when all of its bytes are on the device.
///
/// Until then the final name keeps what it had, whatever fails: an error, a full disk, a killed
/// process or a power cut.
struct AtomicFile<Calls: FileCalls> {
  /// The final path.
  let path: String
  private let calls: Calls
  private let location: FileLocation
  private let temporaryPath: String
  /// The descriptor of the temporary file.
  let descriptor: Int32

  /// Creates a temporary file of `byteCount` zero bytes beside `path`.
  init(path: String, byteCount: Int, calls: Calls) throws(SystemCallError) {
    location = FileLocation(path)
    self.path = path
    self.calls = calls
    let (created, name) = try Self.create(in: location, calls: calls)
    descriptor = created
    temporaryPath = name
    do throws(SystemCallError) {
      try calls.reserve(descriptor, byteCount: byteCount)
    } catch {
      discard()
      throw error
    }
  }

  /// Gives the file its name; after an error the final name is as before, unless the error came from
  /// the folder's own synchronization.
  func commit() throws(SystemCallError) {
    do throws(SystemCallError) {
      try calls.synchronize(descriptor)
    } catch {
      discard()
      throw error
    }
    do throws(SystemCallError) {
      try calls.close(descriptor)
      try calls.rename(temporaryPath, to: path)
    } catch {
      try? calls.remove(temporaryPath)
      throw error
    }
    try calls.synchronizeFolder(location.folder)
  }

  /// Removes the temporary file.
  func discard() {
    // The first error is the one to report; what fails while tidying up adds nothing to it.
    try? calls.close(descriptor)
    try? calls.remove(temporaryPath)
  }

  private static func create(
    in location: FileLocation, calls: Calls
  ) throws(SystemCallError) -> (descriptor: Int32, path: String) {
    while true {
      let path = location.sibling(TemporaryName(for: location.name).text)
      do throws(SystemCallError) {
        return (try calls.create(path), path)
      } catch  where error.code == EEXIST {
        // Left by a dead process that had our number; the counter goes on.
        continue
      }
    }
  }
}
