import CanonicalJSON
import CommandLineKit
import NumericsContract
import Signing

extension SignatureCheck {
  /// The member `signature` of a report.
  var json: JSONValue {
    [
      "file": .string(path), "key": .string(fingerprint), "verified": .bool(isRight),
      "files": statement.map { .integer($0.resources.count) } ?? .null,
      "digest": statement.map { .string($0.digest.description) } ?? .null,
      "problems": .array(problems.map { .string($0) }),
    ]
  }

  /// The lines for people.
  var text: String {
    let key = "the key \(fingerprint.prefix(16))…"
    guard isRight, let count = statement?.resources.count else {
      return (["Signature not verified: this is not what \(key) signed."] + problems)
        .map(PrintableText.escaped).joined(separator: "\n")
    }
    return "Signature verified: \(count) file\(count == 1 ? " is" : "s are") as \(key) signed "
      + (count == 1 ? "it." : "them.")
  }
}
