/// The names and constants of the format.
///
/// **Reference** Formats/checkpoint-v1.md.
public enum CheckpointFormat {
  /// The attribute `format` of every checkpoint.
  public static let name = "lockstep-checkpoint"
  /// The attribute `format_version` of the checkpoints that this program writes and reads.
  public static let version = "1"
  /// The attribute `contract`: the rules of arithmetic that the state was computed by.
  public static let contract = "numerics-v1"
  /// The section of the configuration and the parameter index.
  public static let metaSection = "meta"
  /// The section of the digests, which covers all others and not itself.
  public static let integritySection = "integrity"
  /// The dataset of the run's configuration, canonical JSON.
  public static let runPath = "/meta/run"
  /// The dataset of the parameter index, canonical JSON.
  public static let parametersPath = "/meta/parameters"

  /// The attributes, in the order in which they are stored.
  static let attributeNames = ["format", "format_version", "profile", "contract", "canonical"]

  /// The datasets of the digests, sorted.
  enum Integrity {
    static let commit = "/integrity/commit"
    static let fileRoot = "/integrity/fileRoot"
    static let index = "/integrity/index"
    static let leaves = "/integrity/leaves"
    static let sections = "/integrity/sections"
    static let stateRoot = "/integrity/stateRoot"
  }

  /// The bytes of `/integrity/commit`, written last of all.
  static let commitMarker = Array("lockstep-commit\n".utf8)

  /// Bytes in each of the two JSON texts of `/meta`: what a reader parses before it can trust them.
  static let textByteLimit = 64 << 20

  /// The section that a path lies in: its first component; nil if the path has only one.
  static func section(of path: String) -> String? {
    let slash = UInt8(ascii: "/")
    let name = path.utf8.drop { $0 == slash }.prefix { $0 != slash }
    // Something other than slashes must follow.
    guard path.utf8[name.endIndex...].contains(where: { $0 != slash }) else { return nil }
    return String(Substring(name))
  }
}
