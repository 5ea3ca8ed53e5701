import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Signing

/// Whether a model is what was signed, and its checkpoints are undamaged: `ckpt verify --key`.
struct SignedVerification: CommandReport {
  let path: String
  let check: SignatureCheck
  /// Nil for a folder that is no run's.
  let verification: Verification?

  private static let note =
    "The folder is no run's, so the digests inside of checkpoints were not looked at."

  var exitStatus: ExitStatus {
    (verification?.exitStatus ?? .done).combined(with: check.isRight ? .done : .different)
  }

  /// That of the verification, with a member `signature`.
  var json: JSONValue {
    let notes = verification?.notes ?? [Self.note]
    return [
      "path": .string(path), "verified": .bool(exitStatus == .done),
      "files": .array((verification?.files ?? []).map(\.json)),
      "problems": .array((verification?.problems ?? []).map { .string($0) }),
      "notes": .array(notes.map { .string($0) }), "signature": check.json,
    ]
  }

  var description: String {
    [check.text, verification?.description ?? "Note: \(Self.note)"].joined(separator: "\n\n")
  }
}
