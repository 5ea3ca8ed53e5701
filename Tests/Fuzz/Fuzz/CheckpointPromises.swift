import Foundation

@testable import Checkpoints

/// Bytes are refused in one line, or say what one of the seeds says: no other file has its digests.
enum CheckpointPromises {
  private static let known: [VerifiedContent] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/checkpoints/v1")
    do {
      return try ["example.h5", "every-kind.h5"].map {
        try VerifiedContent(
          [UInt8](Data(contentsOf: folder.appending(path: $0))), name: Promise.name)
      }
    } catch {
      fatalError("a seed cannot be read: \(error)")
    }
  }()

  /// Reads everything that is under a digest.
  static func check(_ bytes: [UInt8]) {
    do throws(CheckpointError) {
      let content = try VerifiedContent(bytes, name: Promise.name)
      if !known.contains(content) { Promise.broken("what no seed says was believed") }
    } catch {
      Promise.check(line: "\(error)", file: error.file, remedy: error.remedy)
    }
  }
}
