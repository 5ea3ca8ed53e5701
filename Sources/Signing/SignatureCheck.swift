internal import CommandLineKit
internal import NumericsContract

/// Whether a signature is by a key, and whether a model is what was signed.
public struct SignatureCheck: Sendable {
  /// The file of the signature.
  public let path: String
  /// The fingerprint of the key that it was checked with.
  public let fingerprint: String
  /// What was signed; nil when the signature is not by the key, as nothing in it can be believed then.
  public let statement: ModelStatement?
  /// What is wrong, a line for each file; empty when the model is what was signed.
  public let problems: [String]

  /// Whether the key signed this model, and nothing in it differs.
  public var isRight: Bool { problems.isEmpty }

  /// Checks the signature, then every file of the model.
  ///
  /// - Parameters:
  ///   - model: The file or folder that should be the one that was signed.
  ///   - signature: The file of the signature.
  ///   - key: The key that is trusted.
  /// - Throws: `SigningError` for what cannot be read, or is no signature that can be judged.
  public init(
    of model: ModelPath, signature path: String, by key: VerificationKey
  ) throws(SigningError) {
    let bundle = try SignatureBundle(readingFrom: path)
    self.path = path
    fingerprint = key.fingerprint
    if let hint = bundle.keyHint, hint != key.fingerprint {
      statement = nil
      let shown = PrintableText.shortened(hint, columns: 64)
      problems = [
        "\(path): expected a signature by the key \(key.fingerprint), found one by the key \(shown)."
          + " Give the public key of who signed, if you trust it."
      ]
      return
    }
    guard key.accepts(bundle) else {
      statement = nil
      problems = [
        "\(path): expected a signature by the key \(key.fingerprint), found one that is not right."
          + " Do not trust the files; fetch files and signature again."
      ]
      return
    }
    let statement = try ModelStatement(parsing: bundle.payload, in: path)
    self.statement = statement
    let position = model.position(of: path).map { [$0] } ?? []
    let ignored = ResourcePath.repositoryPaths + statement.ignoredPaths + position
    problems = SignatureCheck.problems(
      model, signed: statement.resources, found: try model.resources(ignoring: ignored))
  }

  /// A line for each file that differs, is missing or is too many, in ascending order of names.
  private static func problems(
    _ model: ModelPath, signed: [SignedResource], found: [SignedResource]
  ) -> [String] {
    // The name of a single file is its own business: a renamed file is still what was signed.
    if !model.isFolder, signed.count == 1 {
      return signed[0].digest == found[0].digest ? [] : [differs(model.path)]
    }
    let path = { (name: String) in
      name == ResourcePath.wholeModel ? model.path : model.path + "/" + name
    }
    let signed = signed.sorted { $0.name.precedesInUTF8($1.name) }
    var problems: [String] = []
    var (left, right) = (signed[...], found[...])
    while let one = left.first ?? right.first {
      let isMissing = right.first.map { one.name.precedesInUTF8($0.name) } ?? true
      if let expected = left.first, isMissing {
        problems.append("\(path(expected.name)): expected a file that was signed, found none.")
        left.removeFirst()
      } else if let extra = right.first,
        left.first.map({ extra.name.precedesInUTF8($0.name) }) ?? true
      {
        problems.append("\(path(extra.name)): expected no file, found one that was not signed.")
        right.removeFirst()
      } else {
        if left.removeFirst().digest != right.removeFirst().digest {
          problems.append(differs(path(one.name)))
        }
      }
    }
    return problems
  }

  private static func differs(_ path: String) -> String {
    "\(path): expected the bytes that were signed, found others."
  }
}
