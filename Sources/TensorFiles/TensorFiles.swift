internal import CanonicalHDF5

/// Opens files with tensors; the bytes decide on the format, never the name.
public enum TensorFiles {
  /// The format of a file, or nil if its bytes start like none that is known.
  ///
  /// - Throws: `TensorFileError` when the file cannot be read.
  public static func format(of path: String) throws(TensorFileError) -> TensorFileFormat? {
    try format(of: try FileSource(path: path))
  }

  /// Opens a file of any format but Lockstep's own, HDF5 and Keras, which rooms above this one read.
  ///
  /// - Throws: `TensorFileError`, also of the kind `unsupported` for those three.
  public static func open(_ path: String) throws(TensorFileError) -> any TensorFile {
    try open(try FileSource(path: path))
  }

  static func open(_ source: FileSource) throws(TensorFileError) -> any TensorFile {
    switch try format(of: source) {
    case .safetensors: return try SafetensorsFile(source)
    case .some(let format):
      throw TensorFileError(
        .unsupported, file: source.file,
        expected: "safetensors", found: format.rawValue,
        remedy: "Open it with the reader of that format.")
    case nil:
      throw TensorFileError(
        .unknownFormat, file: source.file,
        expected: "the first bytes of a known format, such as safetensors or HDF5",
        found: start(of: try source.prefix(8)), remedy: "Check the path.")
    }
  }

  /// Bytes that are looked at to know a format.
  private static let headCount = 1 << 16

  private static func format(of source: FileSource) throws(TensorFileError) -> TensorFileFormat? {
    let head = try source.prefix(headCount)
    if head.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      // The root group, with the attribute `format`, is the first thing in a checkpoint.
      return head.contains(Array("lockstep-checkpoint".utf8)) ? .lockstep : .hdf5
    }
    if SafetensorsHeader.starts(head) { return .safetensors }
    return nil
  }

  private static func start(of bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "an empty file" }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
