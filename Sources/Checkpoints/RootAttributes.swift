internal import CanonicalHDF5
internal import CanonicalJSON
internal import HDF5
internal import NumericsContract

/// The attributes of the root group: what the file is, and by which rules its state was computed.
struct RootAttributes: Equatable {
  /// The profile of the run, such as `ordered`.
  let profile: String
  /// The contract of arithmetic, such as `numerics-v1`.
  let contract: String

  /// The attributes in the order in which they are stored.
  var stored: [(name: String, value: HDF5.AttributeValue)] {
    [
      ("format", .text(CheckpointFormat.name)), ("format_version", .text(CheckpointFormat.version)),
      ("profile", .text(profile)), ("contract", .text(contract)), ("canonical", .flag(true)),
    ]
  }

  /// The digest of names and values.
  var digest: SHA256Digest {
    let object: JSONValue = [
      "format": .string(CheckpointFormat.name),
      "format_version": .string(CheckpointFormat.version), "profile": .string(profile),
      "contract": .string(contract), "canonical": true,
    ]
    do throws(JSONNumberError) {
      return DigestTree.attributes(canonicalJSON: try CanonicalJSON.bytes(object))
    } catch {
      preconditionFailure("strings are always JSON, but \(error)")
    }
  }

  /// The attributes of a checkpoint to be written.
  init(profile: String, contract: String) {
    self.profile = profile
    self.contract = contract
  }

  /// Checks the attributes of a file.
  ///
  /// - Throws: `CheckpointError` if it is no checkpoint, or one of another version.
  init(of parsed: CanonicalFile, file: String) throws(CheckpointError) {
    guard let format = Self.text("format", in: parsed.attributes), format == CheckpointFormat.name
    else {
      throw CheckpointError(
        .notACheckpoint, file: file, path: "attribute format",
        expected: "\"\(CheckpointFormat.name)\"",
        found: Self.describe("format", in: parsed.attributes),
        remedy: "Give the path of a Lockstep checkpoint.")
    }
    try Self.checkVersion(parsed.attributes, file: file)
    let names = CheckpointFormat.attributeNames
    if let extra = parsed.attributes.first(where: { !names.contains($0.name) }) {
      throw CheckpointError(
        .unexpected, file: file, path: "attribute \(extra.name)",
        expected: "only the attributes \(names.joined(separator: ", "))", found: "another one",
        remedy: CheckpointError.restoreRemedy)
    }
    profile = try Self.requiredText("profile", in: parsed.attributes, file: file)
    contract = try Self.requiredText("contract", in: parsed.attributes, file: file)
    guard Self.value("canonical", in: parsed.attributes) == .flag(true) else {
      throw CheckpointError(
        .malformed, file: file, path: "attribute canonical", expected: "TRUE",
        found: Self.describe("canonical", in: parsed.attributes),
        remedy: CheckpointError.restoreRemedy)
    }
  }

  /// Refuses a checkpoint of a version that this program does not read; what is no checkpoint passes.
  static func checkVersion(
    _ attributes: [CanonicalFile.Attribute], file: String
  ) throws(CheckpointError) {
    guard text("format", in: attributes) == CheckpointFormat.name else { return }
    let version = text("format_version", in: attributes)
    guard version != CheckpointFormat.version else { return }
    // Versions are whole numbers.
    let isNewer = version.flatMap { Int($0) }.map { $0 > 1 && String($0) == version } ?? false
    throw CheckpointError(
      .unsupportedVersion, file: file, path: "attribute format_version",
      expected: "version \"\(CheckpointFormat.version)\"",
      found: describe("format_version", in: attributes),
      remedy: isNewer
        ? "A newer release of Lockstep wrote it: update, then read it."
        : "No release reads it: save the state again.")
  }

  private static func value(
    _ name: String, in attributes: [CanonicalFile.Attribute]
  ) -> CanonicalFile.AttributeValue? {
    attributes.first { $0.name == name }?.value
  }

  private static func text(_ name: String, in attributes: [CanonicalFile.Attribute]) -> String? {
    if case .text(let text) = value(name, in: attributes) { text } else { nil }
  }

  private static func requiredText(
    _ name: String, in attributes: [CanonicalFile.Attribute], file: String
  ) throws(CheckpointError) -> String {
    guard let text = text(name, in: attributes), !text.isEmpty else {
      throw CheckpointError(
        .missing, file: file, path: "attribute \(name)", expected: "a text that is not empty",
        found: describe(name, in: attributes), remedy: CheckpointError.restoreRemedy)
    }
    return text
  }

  private static func describe(_ name: String, in attributes: [CanonicalFile.Attribute]) -> String {
    switch value(name, in: attributes) {
    case .text(let text): "\"\(text)\""
    case .integer(let number): "the integer \(number)"
    case .flag(let flag): flag ? "TRUE" : "FALSE"
    case nil: "none"
    }
  }
}
