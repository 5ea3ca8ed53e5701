import NumericsContract
import SystemPackage
import Tensors

/// Writes what is logged to `metrics.csv`: one row per value, `step,epoch,name,value`.
///
/// A row per value needs no list of columns before the first step, and a reader can pivot. The file is
/// flushed to disk before a checkpoint that records its length and digest; a resumed run cuts it to that
/// length and goes on as if nothing had happened. Values are written in the shortest form that reads back
/// to the same binary64.
final class CSVLogger: Stateful {
  static let header = "step,epoch,name,value\n"

  private let path: FilePath
  private var file: FileDescriptor?
  private var hasher = SHA256Hasher()
  private var length = 0
  private var pending: [UInt8] = []

  init(path: String) {
    self.path = FilePath(path)
  }

  /// Starts an empty log.
  func start() throws(TrainingError) {
    file = try attempt("create") {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }
    pending = Array(CSVLogger.header.utf8)
  }

  /// Adds a row; it reaches the file at the next `flush`.
  func log(step: Int, epoch: Int, name: String, value: Double) {
    let quoted =
      name.contains { ",\"\n\r".contains($0) }
      ? "\""
        + name.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\"" : name
    pending += Array("\(step),\(epoch),\(quoted),\(value)\n".utf8)
  }

  /// Writes the rows so far and waits until they are on disk.
  func flush() throws(TrainingError) {
    guard let file else { return }
    let bytes = pending
    try attempt("write") {
      try file.writeAll(bytes)
      try file.synchronize()
    }
    hasher.update(bytes: bytes)
    length += bytes.count
    pending = []
  }

  /// Goes on after a restore: checks the file and cuts it to the recorded length.
  ///
  /// - Throws: `TrainingError` when the file is missing, shorter, or was changed.
  func continueAfterRestore(expecting digest: SHA256Digest, copyingFrom source: FilePath?)
    throws(TrainingError)
  {
    let kept = length
    var bytes: [UInt8] = []
    let origin = source ?? path
    try attempt("read", origin) {
      let existing = try FileDescriptor.open(origin, .readOnly, options: .closeOnExec)
      bytes = try existing.closeAfter {
        // The recorded length may be anything: no memory is asked for that the file does not fill.
        let size = try existing.seek(offset: 0, from: .end)
        try existing.seek(offset: 0, from: .start)
        return size < kept ? [] : try existing.readToEnd(limit: kept)
      }
    }
    guard bytes.count == kept, SHA256Digest.digest(of: bytes) == digest else {
      throw TrainingError(
        .mismatch,
        """
        \(origin): the log does not begin with the \(kept) bytes that the checkpoint records \
        (digest \(digest)); restore the log or resume from a checkpoint that fits it
        """)
    }
    hasher = SHA256Hasher()
    hasher.update(bytes: bytes)
    file = try attempt("open") {
      let opened = try FileDescriptor.open(
        path, .readWrite, options: [.create, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      if source != nil { try opened.writeAll(bytes) }
      try opened.resize(to: Int64(kept))
      try opened.seek(offset: 0, from: .end)
      return opened
    }
  }

  func save(to state: inout StateWriter) {
    let copy = hasher
    state.write("length", UInt64(length))
    state.write(
      "digest", type: .uint8, shape: [SHA256Digest.byteCount], bytes: copy.finalize().bytes)
  }

  /// Digest that the restored checkpoint records.
  private(set) var restoredDigest: SHA256Digest?

  func restore(from state: StateReader) throws(StateError) {
    length = try state.readInt("length")
    restoredDigest = SHA256Digest(
      bytes: try state.read("digest", type: .uint8, shape: [SHA256Digest.byteCount]))
  }

  deinit { try? file?.close() }

  @discardableResult
  private func attempt<Result>(
    _ verb: String, _ place: FilePath? = nil, _ body: () throws -> Result
  ) throws(TrainingError) -> Result {
    do {
      return try body()
    } catch {
      throw TrainingError(
        .inputOutput,
        "cannot \(verb) the log \(place ?? path): \(error); nothing that was saved is lost")
    }
  }
}
