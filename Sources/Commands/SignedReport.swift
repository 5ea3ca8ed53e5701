import CanonicalJSON
import CheckpointTools
import CommandLineKit
import NumericsContract
import Signing

/// What was found out about a model, and whether it is what was signed: `ckpt verify --key`.
struct SignedReport: CommandReport {
  let check: SignatureCheck
  let report: any CommandReport

  var exitStatus: ExitStatus {
    report.exitStatus.combined(with: check.isRight ? .done : .different)
  }

  /// That of the report, verified only if both are right, with a member `signature`.
  var json: JSONValue {
    var members = [("verified", .bool(exitStatus == .done)), ("signature", signature)]
    if case .object(let object) = report.json {
      members += object.members.filter { $0.name != "verified" }.map { ($0.name, $0.value) }
    }
    return .object(members)
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

  var description: String { [signatureText, report.description].joined(separator: "\n\n") }

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
