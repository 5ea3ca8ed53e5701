import Foundation

/// A folder that is removed when its owner is done with it.
final class TemporaryFolder {
  let path: String

  /// Creates an empty folder.
  ///
  /// - Throws: `CommandError` naming the cause.
  init() throws(CommandError) {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent(
      "lockstep-\(UUID().uuidString)", isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    } catch {
      throw CommandError("cannot create a temporary folder: \(error.localizedDescription)")
    }
    path = place.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
