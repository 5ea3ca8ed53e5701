internal import CanonicalHDF5
public import CanonicalJSON
internal import HDF5
internal import NumericsContract
public import TensorFiles

/// A file of anyone's making in HDF5, Keras's files among them.
///
/// libhdf5 reads it in a child process: the program starts itself again, so it must answer to
/// ``HDF5ReaderProcess/argument``. The child has the file and a socket, limits on memory, time and
/// everything else, and no plugins; a crash there is an error here. What it says is checked. Elements that
/// lie in the file in one piece are read without it.
///
/// Refused are files that lead to others (external links and storage), virtual datasets, filters other than
/// deflate, shuffle and fletcher32, and more than is sound of anything. Soft links, second names of an
/// object and datasets that hold no numbers are left out, and `metadata` says so.
public struct HDF5TensorFile: TensorFile {
  public let path: String
  public let format: TensorFileFormat
  public let byteCount: Int
  public let tensors: [StoredTensor]
  public let metadata: JSONValue

  private let source: FileByteSource
  private let child: HDF5ReaderChild

  /// Opens a file.
  ///
  /// - Throws: `TensorFileError`.
  public init(opening path: String) throws(TensorFileError) {
    try self.init(opening: path, by: HDF5ReaderChild.Start())
  }

  init(opening path: String, by start: HDF5ReaderChild.Start) throws(TensorFileError) {
    do throws(CanonicalHDF5Error) {
      source = try FileByteSource(path: path)
    } catch {
      throw TensorFileError(error, file: path)
    }
    self.path = path
    byteCount = source.byteCount
    child = try HDF5ReaderChild(reading: source, path: path, by: start)
    let bytes = try child.ask(.contents, atMost: ReaderMessage.textByteLimit)
    let contents: ForeignContents
    do throws(ForeignContents.Problem) {
      contents = try ForeignContents(bytes, fileByteCount: byteCount)
    } catch {
      throw TensorFileError(
        .malformed, file: path, place: error.place, expected: error.expected,
        found: "something else from the process that reads the file",
        remedy: "Do not open this file with other programs.")
    }
    tensors = contents.datasets.map {
      StoredTensor(
        path: $0.path, type: $0.type, shape: $0.shape, byteCount: $0.byteCount, offset: $0.offset)
    }
    let keras = KerasFacts(of: contents)
    format = keras == nil ? .hdf5 : .keras
    metadata = ForeignMetadata.value(of: contents, keras)
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= tensor.byteCount,
      "bytes \(range) are not inside the \(tensor.byteCount) of \(tensor.path)")
    let number = number(of: tensor)
    if let offset = tensor.offset {
      do throws(CanonicalHDF5Error) {
        return try source.read(at: offset + range.lowerBound, count: range.count)
      } catch {
        throw TensorFileError(error, file: path)
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var start = range.lowerBound
    while start < range.upperBound {
      let piece = start..<min(start + ReaderMessage.pieceByteLimit, range.upperBound)
      bytes += try child.ask(
        .elements(dataset: number, range: piece), atMost: piece.count, isExact: true)
      start = piece.upperBound
    }
    return bytes
  }

  /// The place of a tensor among all, which are in the order of their paths.
  private func number(of tensor: StoredTensor) -> Int {
    var range = tensors.indices
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      let isBefore = tensor.path.precedesInUTF8(tensors[middle].path)
      range = isBefore ? range.lowerBound..<middle : middle..<range.upperBound
    }
    precondition(
      !range.isEmpty && tensors[range.lowerBound] == tensor,
      "\(tensor.path) is no tensor of \(path)")
    return range.lowerBound
  }
}
