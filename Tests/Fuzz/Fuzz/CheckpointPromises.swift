import CanonicalJSON
import Foundation
import Tensors

@testable import Checkpoints

/// Bytes are refused in one line, or say what one of the seeds says: no other file has its digests.
enum CheckpointPromises {
  /// What a file says, however it says it.
  private struct Content: Equatable {
    let tree: StateTree
    let run, parameters: JSONValue
    let profile, contract: String

    init(_ bytes: [UInt8]) throws(CheckpointError) {
      let file = try CheckpointFile(bytes: bytes, name: Promise.name)
      try file.verify()
      tree = try file.stateTree()
      run = file.run
      parameters = file.parameters
      profile = file.profile
      contract = file.contract
    }
  }

  private static let known: [Content] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/checkpoints/v1")
    do {
      return try ["example.h5", "every-kind.h5"].map {
        try Content([UInt8](Data(contentsOf: folder.appending(path: $0))))
      }
    } catch {
      fatalError("a seed cannot be read: \(error)")
    }
  }()

  /// Reads everything that is under a digest.
  static func check(_ bytes: [UInt8]) {
    do throws(CheckpointError) {
      let content = try Content(bytes)
      if !known.contains(content) { Promise.broken("what no seed says was believed") }
    } catch {
      Promise.check(line: "\(error)", file: error.file, remedy: error.remedy)
    }
  }
}
