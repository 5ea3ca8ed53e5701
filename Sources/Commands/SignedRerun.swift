import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Signing

/// Whether a run whose signature is right could be trained again: `ckpt verify --key --rerun`.
struct SignedRerun: CommandReport {
  let check: SignatureCheck
  let replay: Replay

  var exitStatus: ExitStatus {
    replay.exitStatus.combined(with: check.isRight ? .done : .different)
  }

  /// That of the rerun, with a member `signature`.
  var json: JSONValue {
    .object(replay.members + [("signature", check.json)])
  }

  var description: String { [check.text, replay.description].joined(separator: "\n\n") }
}
