import CanonicalJSON
import CheckpointTools
import CommandLineKit
import NumericsContract
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
      "notes": .array(notes.map { .string($0) }), "signature": signature,
    ]
  }

  private var signature: JSONValue {
    [
      "file": .string(check.path), "key": .string(check.fingerprint),
      "verified": .bool(check.isRight),
      "files": check.statement.map { .integer($0.resources.count) } ?? .null,
      "digest": check.statement.map { .string($0.digest.description) } ?? .null,
      "problems": .array(check.problems.map { .string($0) }),
    ]
  }

  var description: String {
    [signatureText, verification?.description ?? "Note: \(Self.note)"].joined(separator: "\n\n")
  }

  private var signatureText: String {
    let key = "the key \(check.fingerprint.prefix(16))…"
    guard check.isRight, let count = check.statement?.resources.count else {
      return (["Signature not verified: this is not what \(key) signed."] + check.problems)
        .map(PrintableText.escaped).joined(separator: "\n")
    }
    return "Signature verified: \(count) file\(count == 1 ? " is" : "s are") as \(key) signed "
      + (count == 1 ? "it." : "them.")
  }
}
