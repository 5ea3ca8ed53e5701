public import CanonicalJSON
internal import NumericsContract

/// Several safetensors files and the index that says which tensor is where, as large models come:
/// `model.safetensors.index.json` beside `model-00001-of-00002.safetensors` and so on.
///
/// **Reference** Hugging Face, `huggingface_hub`, "Serialization".
public struct ShardedSafetensorsFile: TensorFile {
  /// The path of the index, as the caller gave it or as it was found in a folder.
  public let path: String
  /// The size of the index and all files.
  public let byteCount: Int
  /// The tensors by ascending UTF-8 order of their paths.
  public let tensors: [StoredTensor]
  /// What the index says besides where the tensors are.
  public let metadata: JSONValue

  /// Always safetensors.
  public var format: TensorFileFormat { .safetensors }

  /// By ascending name.
  private let shards: [(name: String, file: SafetensorsFile)]

  private static let mapName = "weight_map"
  private static let shardLimit = 4096

  /// Opens an index and every file that it names; the tensors of the files must be those of the index.
  public init(index path: String) throws(TensorFileError) {
    try self.init(try FileSource(path: path))
  }

  init(_ source: FileSource) throws(TensorFileError) {
    let index = try Self.parse(source)
    guard let map = index[Self.mapName]?.object else {
      throw source.malformed(Self.mapName, expected: "an object of file names", found: "none")
    }
    var homes: [(tensor: String, shard: String)] = []
    for member in map.members {
      guard let name = member.value.string, Self.isFileName(name) else {
        throw source.malformed(
          member.name, expected: "the name of a file beside the index",
          found: member.value.string.map { "\"\($0)\"" } ?? "another value")
      }
      homes.append((member.name, name))
    }
    let folder = source.file.lastIndex(of: "/").map { String(source.file[...$0]) } ?? ""
    var shards: [(name: String, file: SafetensorsFile)] = []
    for name in homes.map(\.shard).sorted(by: { $0.precedesInUTF8($1) })
    where shards.last?.name != name {
      guard shards.count < Self.shardLimit else {
        throw source.error(
          .tooLarge, expected: "at most \(Self.shardLimit) files", found: "more",
          remedy: "Merge some of them.")
      }
      shards.append((name, try SafetensorsFile(FileSource(path: folder + name), shard: name)))
    }
    let found = shards.flatMap(\.file.tensors)
      .sorted { $0.path.precedesInUTF8($1.path) }
    homes.sort { $0.tensor.precedesInUTF8($1.tensor) }
    try Self.check(found, homes, source)
    path = source.file
    byteCount = shards.reduce(source.byteCount) { $0 + $1.file.byteCount }
    tensors = found
    metadata = index["metadata"] ?? .object([])
    self.shards = shards
  }

  private static func parse(_ source: FileSource) throws(TensorFileError) -> JSONValue {
    let limits = JSONParser.Limits()
    guard source.byteCount <= limits.byteCount else {
      throw source.error(
        .tooLarge, expected: "an index of at most \(limits.byteCount) bytes",
        found: "\(source.byteCount)", remedy: "Restore the file from where it came.")
    }
    let text = try source.read(at: 0, count: source.byteCount)
    do throws(JSONSyntaxError) {
      return try JSONParser.parse(text)
    } catch {
      throw source.malformed(
        "line \(error.line), column \(error.column)", expected: error.expected, found: error.found)
    }
  }

  /// Whether a name leads to a file in the same folder and nowhere else.
  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
      && !name.utf8.contains(0)
  }

  private static func check(
    _ found: [StoredTensor], _ homes: [(tensor: String, shard: String)], _ source: FileSource
  ) throws(TensorFileError) {
    for (tensor, home) in zip(found, homes) {
      guard tensor.path.utf8.elementsEqual(home.tensor.utf8), tensor.shard == home.shard else {
        let first = tensor.path.precedesInUTF8(home.tensor)
        throw source.malformed(
          first ? tensor.path : home.tensor, expected: "the tensor in \(home.shard) alone",
          found: first ? "it in \(tensor.shard ?? "another file"), too" : "none there")
      }
    }
    guard found.count == homes.count else {
      let isExtra = found.count > homes.count
      throw source.malformed(
        isExtra ? found[homes.count].path : homes[found.count].tensor,
        expected: "the same tensors in the index and in the files",
        found: isExtra ? "one that the index does not name" : "one that no file has")
    }
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    let name = tensor.shard ?? ""
    let place = shards.place { $0.name.precedesInUTF8(name) }
    precondition(
      place < shards.count && shards[place].name == name, "\(tensor) is no tensor of \(path)")
    return try shards[place].file.read(tensor, range)
  }
}
