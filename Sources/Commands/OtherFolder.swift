import CanonicalJSON
import CheckpointTools
import CommandLineKit

/// A folder that is no run's, of which only a signature can say something.
struct OtherFolder: CommandReport {
  let path: String

  private static let note =
    "The folder is no run's, so the digests inside of checkpoints were not looked at."

  var exitStatus: ExitStatus { .done }

  /// That of a verification that looked at no file.
  var json: JSONValue {
    [
      "path": .string(path), "verified": true, "files": [], "problems": [],
      "notes": [.string(Self.note)],
    ]
  }

  var description: String { "Note: \(Self.note)" }
}
