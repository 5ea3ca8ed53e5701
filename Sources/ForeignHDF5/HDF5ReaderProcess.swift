internal import CConfinement
internal import Glibc
internal import HDF5
internal import NumericsContract

/// The child's side: a process that reads one HDF5 file for its parent, and can do nothing else.
///
/// The program that opens HDF5 files starts itself with ``argument`` as its first one, with a socket as
/// standard input and the file, open for reading, as descriptor 3.
public enum HDF5ReaderProcess {
  /// The first argument of a program that is to be such a process.
  public static let argument = "read-hdf5-for-parent"

  static let socket: Int32 = 0
  static let file: Int32 = 3

  /// Bytes of address space: chunks of a file are unpacked in memory.
  static let memory: UInt = 4 << 30
  /// Seconds of processor time for a request.
  static let secondsPerRequest: UInt32 = 10

  /// Answers requests until there are no more, then ends the process.
  public static func serve() -> Never {
    lockstep_confine(file + 1, memory)
    var reader = Reader()
    while let bytes = take(ReaderMessage.requestByteCount),
      let request = ReaderMessage.request(bytes)
    {
      lockstep_renew_time(secondsPerRequest)
      let (kind, payload) = reader.reply(to: request)
      guard give(ReaderMessage.head(kind, byteCount: payload.count)), give(payload) else { break }
    }
    // Without the work that libraries have registered for the end.
    _exit(0)
  }

  /// The file as far as it was asked for.
  private struct Reader {
    private var file: StoredFile?
    private var datasets: [StoredDataset] = []

    mutating func reply(to request: ReaderMessage.Request) -> (ReaderMessage.Reply, [UInt8]) {
      do throws(HDF5Error) {
        let bytes: [UInt8] =
          switch request {
          case .contents: try contents()
          case .elements(let dataset, let range): try elements(dataset, range)
          }
        return (.result, bytes)
      } catch {
        return (.refusal, Refusal(error).bytes)
      }
    }

    private mutating func contents() throws(HDF5Error) -> [UInt8] {
      let file = try StoredFile(
        path: "/proc/self/fd/\(HDF5ReaderProcess.file)", named: "the file")
      lockstep_close_door()
      let contents = try file.contents()
      self.file = file
      datasets = contents.datasets
      let bytes = ContentsJSON.bytes(contents)
      guard bytes.count <= ReaderMessage.textByteLimit else {
        throw .refused(
          file: "the file", dataset: "/", found: "\(bytes.count) bytes of names and attributes",
          expected: "at most \(ReaderMessage.textByteLimit)")
      }
      return bytes
    }

    /// Bytes of a dataset; the range counts bytes.
    private func elements(_ number: Int, _ range: Range<Int>) throws(HDF5Error) -> [UInt8] {
      guard let file, datasets.indices.contains(number),
        range.upperBound <= datasets[number].byteCount,
        range.count <= ReaderMessage.pieceByteLimit
      else { _exit(2) }
      let size = datasets[number].type.byteCount
      let elements = range.lowerBound / size..<(range.upperBound + size - 1) / size
      let bytes = try file.read(datasets[number].path, elements: elements)
      let start = range.lowerBound - elements.lowerBound * size
      return Array(bytes[start..<start + range.count])
    }
  }

  private static func take(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let start = filled
      let result = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe read(socket, buffer.baseAddress.map { unsafe $0 + start }, count - start)
      }
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { return nil }
      filled += result
    }
    return bytes
  }

  private static func give(_ bytes: [UInt8]) -> Bool {
    var given = 0
    while given < bytes.count {
      let start = given
      let result = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(socket, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start)
      }
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { return false }
      given += result
    }
    return true
  }
}
