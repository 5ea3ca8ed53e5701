public import CanonicalJSON
public import NumericsContract

/// What a signature says of a model: every file with its digest, as an in-toto statement.
///
/// A pure function of the names and bytes of the files, and of the name of the model.
///
/// **Reference** OpenSSF Model Signing Specification, version 1.0; in-toto Attestation Framework,
/// Statement v1.
public struct ModelStatement: Sendable {
  /// What a statement calls itself.
  static let statementType = "https://in-toto.io/Statement/v1"
  /// What a statement about a model calls itself.
  static let predicateType = "https://model_signing/signature/v1.0"

  /// The last component of the model's path, for people only.
  public let name: String
  /// The files; a statement made here has them in ascending order of code points.
  public let resources: [SignedResource]
  /// Paths below the model that are not signed.
  public let ignoredPaths: [String]

  /// Reads every file of a model.
  ///
  /// - Parameter output: a file that is going to be written and, where it lies in the folder, is not
  ///   part of the model.
  /// - Throws: `SigningError` for what cannot be read or signed, and for a folder without files.
  public init(of model: ModelPath, besides output: String?) throws(SigningError) {
    name = model.name
    let position = output.flatMap { model.position(of: $0) }
    ignoredPaths = ResourcePath.sorted(ResourcePath.repositoryPaths + (position.map { [$0] } ?? []))
    resources = try model.resources(ignoring: ignoredPaths)
    guard !resources.isEmpty else {
      throw SigningError(
        .notSignable, model.path, expected: "at least one file", found: "none",
        remedy: "Check the path.")
    }
  }

  init(name: String, resources: [SignedResource], ignoredPaths: [String]) {
    self.name = name
    self.resources = resources
    self.ignoredPaths = ignoredPaths
  }

  /// The digest of the whole model: SHA-256 of the files' digests, one behind the other.
  public var digest: SHA256Digest {
    var hasher = SHA256Hasher()
    for resource in resources { hasher.update(resource.digest) }
    return hasher.finalize()
  }

  /// The statement with the names of its specification.
  public var json: JSONValue {
    [
      "_type": .string(Self.statementType),
      "subject": [
        ["name": .string(name), "digest": ["sha256": .string(digest.description)]]
      ],
      "predicateType": .string(Self.predicateType),
      "predicate": [
        "serialization": [
          "method": "files", "hash_type": "sha256", "allow_symlinks": false,
          "ignore_paths": .array(ignoredPaths.map { .string($0) }),
        ],
        "resources": .array(
          resources.map {
            [
              "name": .string($0.name), "algorithm": "sha256",
              "digest": .string($0.digest.description),
            ]
          }),
      ],
    ]
  }

  /// The text that is signed, with a line end.
  public var text: String {
    get throws(JSONNumberError) { try CanonicalJSON.prettyText(json) + "\n" }
  }
}
