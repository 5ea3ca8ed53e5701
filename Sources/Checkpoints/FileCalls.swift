internal import Glibc

/// The calls through which a checkpoint reaches the disk; a seam where tests make each one fail.
protocol FileCalls: Sendable {
  /// Creates a new file for writing, which must not exist yet, and locks it.
  func create(_ path: String) throws(SystemCallError) -> Int32
  /// Opens a folder, in order to synchronize it.
  func openFolder(_ path: String) throws(SystemCallError) -> Int32
  /// Reserves `byteCount` zero bytes.
  func reserve(_ descriptor: Int32, byteCount: Int) throws(SystemCallError)
  /// Writes all of `bytes` at `offset`.
  func write(
    _ descriptor: Int32, _ bytes: ArraySlice<UInt8>, at offset: Int
  ) throws(SystemCallError)
  /// Waits until the device has the bytes.
  func synchronize(_ descriptor: Int32) throws(SystemCallError)
  /// Closes a descriptor, whatever happens.
  func close(_ descriptor: Int32) throws(SystemCallError)
  /// Renames a file over another.
  func rename(_ path: String, to target: String) throws(SystemCallError)
  /// Gives a file a second name, which must not exist yet.
  func link(_ path: String, as name: String) throws(SystemCallError)
  /// Removes a name.
  func remove(_ path: String) throws(SystemCallError)
}

extension FileCalls {
  /// Makes the names in a folder durable.
  func synchronizeFolder(_ folder: String) throws(SystemCallError) {
    let descriptor = try openFolder(folder)
    do throws(SystemCallError) {
      try synchronize(descriptor)
    } catch {
      try? close(descriptor)
      // Some file systems have no such thing for folders; their renames are as durable as they get.
      guard error.code == EINVAL || error.code == EOPNOTSUPP else { throw error }
      return
    }
    try close(descriptor)
  }
}
