internal import CanonicalJSON
internal import NumericsContract

extension ModelStatement {
  /// Reads the payload of a signature.
  ///
  /// Resources may have members that the specification does not name; they are passed over.
  ///
  /// - Parameter path: the file of the signature, for errors.
  /// - Throws: `SigningError.malformed` or `unsupported`.
  init(parsing payload: [UInt8], in path: String) throws(SigningError) {
    let document = SignatureDocument(path: path)
    let json = try document.parse(payload, "the signed statement")
    try document.require(json["_type"], is: Self.statementType, at: "_type")
    try document.require(json["predicateType"], is: Self.predicateType, at: "predicateType")
    guard let subjects = json["subject"]?.array, subjects.count == 1,
      let name = subjects[0]["name"]?.string,
      let digest = subjects[0]["digest"]?["sha256"]?.string.flatMap({ SHA256Digest(hex: $0) })
    else { throw document.malformed("subject", "one model with its sha256", json["subject"]) }

    let serialization = json["predicate"]?["serialization"]
    for (member, value) in [("method", "files"), ("hash_type", "sha256")] {
      try document.require(
        serialization?[member], is: value, at: "serialization.\(member)")
    }
    guard let allowsLinks = serialization?["allow_symlinks"]?.bool else {
      throw document.malformed(
        "serialization.allow_symlinks", "true or false", serialization?["allow_symlinks"])
    }
    guard !allowsLinks else {
      throw SigningError(
        .unsupported, path, expected: "serialization.allow_symlinks false", found: "true",
        remedy: "Sign the files themselves, without links.")
    }
    let ignored = serialization?["ignore_paths"] ?? []
    guard let ignoredPaths = ignored.array.flatMap({ Self.strings($0) }),
      ignoredPaths.allSatisfy(ResourcePath.isCanonical)
    else {
      throw document.malformed(
        "serialization.ignore_paths", "paths below the model, without . and ..", ignored)
    }

    let listed = json["predicate"]?["resources"]
    guard let rows = listed?.array, !rows.isEmpty else {
      throw document.malformed("resources", "an array of at least one file", listed)
    }
    var resources: [SignedResource] = []
    for (index, row) in rows.enumerated() {
      try document.require(row["algorithm"], is: "sha256", at: "resources[\(index)].algorithm")
      guard let digest = row["digest"]?.string.flatMap({ SHA256Digest(hex: $0) }) else {
        throw document.malformed(
          "resources[\(index)].digest", "64 hexadecimal digits", row["digest"])
      }
      guard let name = row["name"]?.string,
        ResourcePath.isCanonical(name) || name == ResourcePath.wholeModel && rows.count == 1
      else {
        throw document.malformed(
          "resources[\(index)].name", "a path below the model, without . and ..", row["name"])
      }
      resources.append(SignedResource(name: name, digest: digest))
    }
    self.init(name: name, resources: resources, ignoredPaths: ignoredPaths)
    guard ResourcePath.sorted(resources.map(\.name)).count == resources.count else {
      throw SigningError(
        .malformed, "\(path): resources", expected: "each file once", found: "one twice",
        remedy: SignatureDocument.remedy)
    }
    guard self.digest == digest else {
      throw SigningError(
        .malformed, "\(path): subject", expected: "the digest \(self.digest) of the resources",
        found: "\(digest)", remedy: SignatureDocument.remedy)
    }
  }

  /// The strings of an array, nil if one is none.
  private static func strings(_ values: [JSONValue]) -> [String]? {
    let strings = values.compactMap(\.string)
    return strings.count == values.count ? strings : nil
  }
}
