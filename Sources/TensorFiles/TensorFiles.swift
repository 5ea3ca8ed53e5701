/// Opens files with tensors; the bytes decide on the format, never the name.
public enum TensorFiles {
  /// The format of a file, or of the files in a folder; nil if the bytes start like none that is known.
  ///
  /// - Throws: `TensorFileError` when the file cannot be read.
  public static func format(of path: String) throws(TensorFileError) -> TensorFileFormat? {
    try recognize(try source(path)).format
  }

  /// Opens a file of any format but Lockstep's own, HDF5 and Keras, which rooms above this one read;
  /// or the safetensors files of a folder.
  ///
  /// - Throws: `TensorFileError`, also of the kind `unsupported` for those three.
  public static func open(_ path: String) throws(TensorFileError) -> any TensorFile {
    try open(try source(path))
  }

  private static func source(_ path: String) throws(TensorFileError) -> FileSource {
    try FileSource(path: TensorFolder.isFolder(path) ? TensorFolder.file(in: path) : path)
  }

  static func open(_ source: FileSource) throws(TensorFileError) -> any TensorFile {
    switch try recognize(source) {
    case .safetensors: return try SafetensorsFile(source)
    case .index: return try ShardedSafetensorsFile(source)
    case .npy: return try NPYFile(source)
    case .npz(let archive): return try NPZFile(archive)
    case .pytorch(let archive): return try PyTorchFile(archive)
    case .gguf: return try GGUFFile(source)
    case .legacyPyTorch:
      throw source.error(
        .unsupported, expected: "a ZIP archive, as torch.save writes since PyTorch 1.6",
        found: "a bare pickle, as it wrote before; nothing of it was run",
        remedy: "Load it where you trust it and save it again with a current PyTorch.")
    case .elsewhere(let format):
      throw source.error(
        .unsupported, expected: "safetensors, npy, npz, pytorch or gguf", found: format.rawValue,
        remedy: "Open it with the reader of that format.")
    case .unknown:
      throw source.error(
        .unknownFormat, expected: "the first bytes of a known format, such as safetensors or HDF5",
        found: start(of: try source.prefix(8)), remedy: "Check the path.")
    }
  }

  /// What the bytes of a file are.
  private enum Contents {
    case safetensors, index, npy, gguf, legacyPyTorch, unknown
    case npz(ZIPArchive)
    case pytorch(ZIPArchive)
    case elsewhere(TensorFileFormat)

    var format: TensorFileFormat? {
      switch self {
      case .safetensors, .index: .safetensors
      case .npy: .npy
      case .npz: .npz
      case .pytorch, .legacyPyTorch: .pytorch
      case .gguf: .gguf
      case .elsewhere(let format): format
      case .unknown: nil
      }
    }
  }

  /// Bytes that are looked at to know a format.
  private static let headCount = 1 << 16

  private static func recognize(_ source: FileSource) throws(TensorFileError) -> Contents {
    let head = try source.prefix(headCount)
    if head.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      // The root group, with the attribute `format`, is the first thing in a checkpoint.
      return .elsewhere(head.contains(Array("lockstep-checkpoint".utf8)) ? .lockstep : .hdf5)
    }
    if head.starts(with: GGUFFile.mark) { return .gguf }
    if head.starts(with: NumPyHeader.mark) { return .npy }
    if ZIPArchive.starts(head) { return try recognize(try ZIPArchive(source)) }
    if SafetensorsHeader.starts(head) { return .safetensors }
    // An opcode with a version of at least 2, as every pickle since Python 2.3 has.
    if head.count > 2, head[0] == PickleOpcode.version.rawValue, (2...5).contains(head[1]) {
      return .legacyPyTorch
    }
    let text = head.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return text.first == UInt8(ascii: "{") ? .index : .unknown
  }

  private static func recognize(_ archive: ZIPArchive) throws(TensorFileError) -> Contents {
    if archive.entries.contains(where: { PyTorchFile.isPickle($0.name) }) {
      return .pytorch(archive)
    }
    if archive.entries.contains(where: { $0.name.hasSuffix("model.weights.h5") }) {
      return .elsewhere(.keras)
    }
    if archive.entries.allSatisfy({ $0.name.hasSuffix(NPZFile.suffix) }) { return .npz(archive) }
    throw archive.source.error(
      .unknownFormat,
      expected: "an archive of PyTorch (data.pkl), NumPy (.npy alone) or Keras (model.weights.h5)",
      found: "\(archive.entries.count) members, such as \(archive.entries[0].name)",
      remedy: "Check the path.")
  }

  private static func start(of bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "an empty file" }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
