import Foundation

@testable import Checkpoints

/// Bytes are refused in one line, or say what one of the seeds says: no other file has its digests.
enum CheckpointPromises {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/checkpoints/v1")

  private static let known = ["example.h5", "every-kind.h5", "shared.thin"].map { name in
    do {
      return try VerifiedContent(of: CheckpointFile(opening: folder.appending(path: name).path))
    } catch {
      fatalError("a seed cannot be read: \(error)")
    }
  }

  /// Reads a thin file, which is one on the disk, with chunks in a folder beside it.
  static func checkThin(_ bytes: [UInt8]) {
    do {
      try Data(bytes).write(to: URL(filePath: Promise.name))
    } catch {
      fatalError("the input cannot be written: \(error)")
    }
    check { () throws(CheckpointError) in
      try VerifiedContent(of: CheckpointFile(opening: Promise.name))
    }
  }

  /// Reads the bytes of a checkpoint.
  static func check(_ bytes: [UInt8]) {
    check { () throws(CheckpointError) in try VerifiedContent(bytes, name: Promise.name) }
  }

  private static func check(_ read: () throws(CheckpointError) -> VerifiedContent) {
    do throws(CheckpointError) {
      if !known.contains(try read()) { Promise.broken("what no seed says was believed") }
    } catch {
      Promise.check(line: "\(error)", file: error.file, remedy: error.remedy)
    }
  }
}
