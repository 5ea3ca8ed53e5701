/// The limits that keep a file inside the subset that the strict reader accepts.
enum FormatLimits {
  /// Components in a path.
  static let depth = 64

  /// UTF-8 bytes in the name of a link or an attribute.
  static let nameByteCount = 1_024

  /// Links in one group. Links are stored compactly, which costs time quadratic in their number.
  static let linksPerGroup = 1_024

  /// Groups and datasets in a file, the root group included.
  static let objectCount = 100_000

  /// UTF-8 bytes in a path.
  static let pathByteCount = 4_096

  /// UTF-8 bytes in the paths of all groups and datasets together.
  static let totalPathByteCount = 16 << 20

  /// Bytes of metadata in a file.
  static let metadataByteCount = 64 << 20

  /// UTF-8 bytes in the text of an attribute.
  static let attributeTextByteCount = 4_096

  /// Attributes of the root group.
  static let attributeCount = 256

  /// Whether `name` may name a link: not empty, not `.` or `..`, short enough, and without NUL.
  ///
  /// A slash cannot occur: the name was cut out of a path at the slashes.
  static func isPermitted(linkName name: String) -> Bool {
    isPermitted(attributeName: name) && name != "." && name != ".."
  }

  /// Whether `name` may name an attribute: not empty, short enough, and without NUL.
  static func isPermitted(attributeName name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= nameByteCount && !name.utf8.contains(0)
  }
}
