internal import CanonicalHDF5
public import CanonicalJSON
public import NumericsContract

/// An open checkpoint whose structure, configuration and tables of digests have been checked.
///
/// What remains to be checked is the bytes of the state against the leaves: `bytes(of:)` and
/// `stateTree()` do that as they read, `verify()` does it for everything.
///
/// The file is opened once: a file renamed over it later does not change what is read here.
///
/// **Reference** Formats/checkpoint-v1.md.
public struct CheckpointFile: Sendable {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The profile that the state was computed by, such as `ordered`.
  public let profile: String
  /// The contract of arithmetic, such as `numerics-v1`.
  public let contract: String
  /// The configuration that is part of the run's identity.
  public let run: JSONValue
  /// The parameter index.
  public let parameters: JSONValue
  /// Every array of the file, by path in ascending UTF-8 order.
  public let datasets: [CheckpointDataset]
  /// The arrays of the state: all but those of `/meta` and `/integrity`.
  public let tensors: [CheckpointDataset]
  /// The digests of the sections in ascending UTF-8 order, `meta` among them.
  public let sectionRoots: [SectionRoot]
  /// The digest of the state.
  public let stateRoot: SHA256Digest
  /// The digest of everything in the file.
  public let fileRoot: SHA256Digest

  /// The arrays under digests, with their leaves.
  let contents: CheckedContents

  /// The attributes of the root group, by name in ascending UTF-8 order.
  public var attributes: [(name: String, value: JSONValue)] {
    [
      ("canonical", true), ("contract", .string(contract)),
      ("format", .string(CheckpointFormat.name)),
      ("format_version", .string(CheckpointFormat.version)), ("profile", .string(profile)),
    ]
  }

  /// Opens a checkpoint: parses it strictly and checks that attributes, datasets, index and the
  /// digests above the leaves agree, and that the configuration is what its leaves say.
  ///
  /// A thin file (`ThinCheckpoint`) opens as the checkpoint it stands for.
  ///
  /// - Throws: `CheckpointError`, also for a file of a version that this program does not read and
  ///   for one whose save did not finish.
  public init(opening path: String) throws(CheckpointError) {
    let bytes: CheckpointBytes
    do throws(CanonicalHDF5Error) {
      let file = try FileByteSource(path: path)
      if let thin = try ThinByteSource(file) {
        bytes = CheckpointBytes(file: path, source: thin)
      } else {
        bytes = CheckpointBytes(file: path, source: file)
      }
    } catch {
      throw CheckpointError(error, file: path)
    }
    try self.init(bytes)
  }

  /// Opens a checkpoint in memory; `name` is what errors call it.
  ///
  /// - Throws: `CheckpointError`, as for a file.
  public init(bytes: [UInt8], name: String) throws(CheckpointError) {
    try self.init(CheckpointBytes(file: name, source: MemoryByteSource(bytes)))
  }

  private init(_ bytes: CheckpointBytes) throws(CheckpointError) {
    let parsed = try bytes.parsed()
    let attributes = try RootAttributes(of: parsed, file: bytes.file)
    let structure = try CheckpointStructure(of: parsed, in: bytes)
    let (leaves, record) = try structure.checkedDigests(attributes: attributes)
    let contents = CheckedContents(bytes: bytes, datasets: structure.content, leaves: leaves)
    run = try contents.json(at: CheckpointFormat.runPath)
    parameters = try contents.json(at: CheckpointFormat.parametersPath)
    path = bytes.file
    byteCount = bytes.byteCount
    profile = attributes.profile
    contract = attributes.contract
    datasets = structure.all
    tensors = structure.content.filter { $0.section != CheckpointFormat.metaSection }
    sectionRoots = record.sections
    stateRoot = record.stateRoot
    fileRoot = record.fileRoot
    self.contents = contents
  }
}
