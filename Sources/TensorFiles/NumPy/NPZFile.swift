public import CanonicalJSON
internal import NumericsContract

/// A NumPy .npz file: a ZIP archive of .npy files, stored or deflated.
///
/// The path of an array is its member's name without `.npy`. An array that is read from first to last
/// has its checksum verified.
public struct NPZFile: TensorFile {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The arrays by ascending UTF-8 order of their paths.
  public let tensors: [StoredTensor]

  /// Always npz.
  public var format: TensorFileFormat { .npz }
  /// Always empty.
  public var metadata: JSONValue { .object([]) }

  /// Names of the arrays in the order of the archive's directory.
  package let names: [String]

  /// In the order of ``tensors``.
  private let arrays: [NumPyArray]
  private let cache = GatherCache()

  static let suffix = ".npy"

  /// Opens an archive and checks the header of every array against its member's size.
  public init(path: String) throws(TensorFileError) {
    try self.init(try ZIPArchive(try FileSource(path: path)))
  }

  init(_ archive: ZIPArchive) throws(TensorFileError) {
    var found: [(tensor: StoredTensor, array: NumPyArray)] = []
    for entry in archive.entries {
      guard entry.name.hasSuffix(Self.suffix) else {
        throw archive.source.malformed(
          entry.name, at: entry.offset, expected: "members that end in .npy", found: "another name")
      }
      let array = try NumPyArray(archive.open(entry))
      array.source.release()
      found.append((array.tensor(String(entry.name.dropLast(Self.suffix.count))), array))
    }
    names = found.map(\.tensor.path)
    found.sort { $0.tensor.path.precedesInUTF8($1.tensor.path) }
    path = archive.source.file
    byteCount = archive.source.byteCount
    tensors = found.map(\.tensor)
    arrays = found.map(\.array)
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    let place = place(of: tensor)
    return try arrays[place].read(range, cache: cache, key: place)
  }

  /// The array of a tensor.
  package func array(_ tensor: StoredTensor) -> NumPyArray { arrays[place(of: tensor)] }

  private func place(of tensor: StoredTensor) -> Int {
    let place = tensors.place { $0.path.precedesInUTF8(tensor.path) }
    precondition(
      place < tensors.count && tensors[place] == tensor, "\(tensor) is no tensor of \(path)")
    return place
  }
}
