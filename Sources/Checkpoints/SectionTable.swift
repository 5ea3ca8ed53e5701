internal import CanonicalJSON
internal import NumericsContract

/// The stored digests of the sections.
struct SectionTable {
  /// The bytes of `/integrity/sections`.
  let bytes: [UInt8]
  /// The name of the file in errors.
  let file: String

  /// Compares with the digests computed from the leaves.
  ///
  /// - Throws: `CheckpointError.digestMismatch` naming the first section that disagrees.
  func check(against computed: [SectionRoot]) throws(CheckpointError) {
    guard bytes != IntegrityRecord.sectionBytes(computed) else { return }
    let path = CheckpointFormat.Integrity.sections
    let stored: JSONValue
    do throws(JSONSyntaxError) {
      stored = try JSONParser.parse(bytes)
    } catch {
      throw CheckpointError(error, file: file, path: path)
    }
    for section in computed where stored[section.name]?.string != section.digest.description {
      throw CheckpointError(
        .digestMismatch, file: file, path: "/" + section.name,
        expected: "\(section.digest), the digest over the section's leaves",
        found: stored[section.name]?.string ?? "none in \(path)",
        remedy: CheckpointError.restoreRemedy)
    }
    throw CheckpointError(
      .malformed, file: file, path: path,
      expected: "the sections \(computed.map(\.name).joined(separator: ", ")) in canonical JSON",
      found: "another text", remedy: CheckpointError.restoreRemedy)
  }
}
