public import CanonicalJSON
internal import NumericsContract

/// A file that `torch.save` wrote since PyTorch 1.6: a ZIP archive of a pickle and the bytes of the
/// storages. Lightning's checkpoints are such files.
///
/// The pickle is read by a machine that can make tensors and plain data and nothing else: what it names
/// is never imported or called, and what asks for more is refused by its name. Tensors of dictionaries
/// and lists that nest have the keys and places that lead to them, joined by points, as their path;
/// numbers, texts and truth values among them are ``metadata``. Views are read row-major; tensors that
/// share a storage appear each under its own path.
///
/// **Reference** PyTorch, "Serialization semantics"; CPython, the module `pickletools`.
public struct PyTorchFile: TensorFile {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The tensors by ascending UTF-8 order of their paths.
  public let tensors: [StoredTensor]
  /// The numbers, texts and truth values.
  public let metadata: JSONValue

  /// Always PyTorch.
  public var format: TensorFileFormat { .pytorch }

  /// Where the bytes of each of ``tensors`` are.
  private let places: [(source: FileSource, layout: ElementLayout)]
  private let cache = GatherCache()

  static let pickleSuffix = "data.pkl"
  private static let pickleByteLimit = 1 << 28

  /// Opens a file: reads its pickle and checks every tensor against its storage.
  public init(path: String) throws(TensorFileError) {
    try self.init(try ZIPArchive(try FileSource(path: path)))
  }

  init(_ archive: ZIPArchive) throws(TensorFileError) {
    guard let entry = archive.entries.first(where: { Self.isPickle($0.name) }) else {
      throw archive.source.malformed(
        expected: "a member \(Self.pickleSuffix)", found: "none of that name")
    }
    let prefix = String(entry.name.dropLast(Self.pickleSuffix.count))
    let source = try archive.open(entry, maySkipChecksum: true)
    guard source.byteCount <= Self.pickleByteLimit else {
      throw source.error(
        .tooLarge, expected: "a pickle of at most \(Self.pickleByteLimit) bytes",
        found: "\(source.byteCount)", remedy: "Save only the tensors.")
    }
    var machine = PickleMachine(source, try source.read(at: 0, count: source.byteCount))
    let value = try machine.run()
    let contents = try PickleContents(of: value, in: machine)
    let storages = try TorchStorages(archive, prefix: prefix)
    var tensors: [StoredTensor] = []
    var places: [(source: FileSource, layout: ElementLayout)] = []
    for (path, tensor) in contents.tensors {
      let place = try storages.place(of: tensor, path)
      tensors.append(
        StoredTensor(
          path: path, typeName: tensor.type.name, type: tensor.type.type, shape: tensor.shape,
          byteCount: place.layout.byteCount,
          offset: place.layout.isPlain
            ? place.source.fileOffset.map { $0 + place.layout.start } : nil))
      places.append(place)
    }
    path = archive.source.file
    byteCount = archive.source.byteCount
    self.tensors = tensors
    self.places = places
    metadata = contents.metadata
  }

  /// Whether a member of that name is the pickle: `data.pkl`, at most one folder deep.
  static func isPickle(_ name: String) -> Bool {
    name == pickleSuffix || (name.hasSuffix("/" + pickleSuffix) && name.count { $0 == "/" } == 1)
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    let place = tensors.place { $0.path.precedesInUTF8(tensor.path) }
    precondition(
      place < tensors.count && tensors[place] == tensor, "\(tensor) is no tensor of \(path)")
    return try places[place].layout.read(
      places[place].source, range, cache: cache, key: place)
  }
}
