import CanonicalJSON
import NumericsContract
import SystemPackage
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The file of a logger: it only grows, and a resumed run goes on as if nothing had happened.
///
/// It is flushed to disk before a checkpoint that records its length and digest; a resumed run cuts it to
/// that length.
final class LogFile: Stateful {
  let logger: any Logger
  private let path: FilePath
  private var file: FileDescriptor?
  private var hasher = SHA256Hasher()
  private var length = 0
  private var pending: [UInt8] = []
  /// Digest that the restored checkpoint records.
  private var restoredDigest: SHA256Digest?

  init(_ logger: any Logger, in folder: FilePath) {
    self.logger = logger
    path = folder.pushing(FilePath(logger.fileName))
  }

  /// Starts an empty log.
  func start(_ run: JSONValue) throws(TrainingError) {
    let parent = path.removingLastComponent()
    if !parent.isEmpty { _ = unsafe parent.withPlatformString { unsafe mkdir($0, 0o755) } }
    file = try attempt("create") {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }
    pending = logger.header(run)
  }

  /// Adds what was logged; it reaches the file at the next `flush`.
  func log(_ entries: [LogEntry], step: Int, epoch: Int) {
    pending += logger.record(entries, step: step, epoch: epoch)
  }

  /// Writes what was logged so far and waits until it is on disk.
  func flush() throws(TrainingError) {
    guard let file else { return }
    let bytes = pending
    try attempt("write") {
      try file.writeAll(bytes)
      try file.synchronize()
    }
    hasher.update(bytes: logger.canonical(bytes))
    length += bytes.count
    pending = []
  }

  /// Goes on after a restore: checks the file and cuts it to the recorded length.
  ///
  /// - Parameter source: The folder of the run that is continued here, if it is another one.
  /// - Throws: `TrainingError` when the file is missing, shorter, or was changed.
  func continueAfterRestore(copyingFrom source: FilePath?) throws(TrainingError) {
    guard let digest = restoredDigest else { return }
    let kept = length
    var bytes: [UInt8] = []
    let origin = source?.pushing(FilePath(logger.fileName)) ?? path
    try attempt("read", origin) {
      let existing = try FileDescriptor.open(origin, .readOnly, options: .closeOnExec)
      bytes = try existing.closeAfter {
        // The recorded length may be anything: no memory is asked for that the file does not fill.
        let size = try existing.seek(offset: 0, from: .end)
        try existing.seek(offset: 0, from: .start)
        return size < kept ? [] : try existing.readToEnd(limit: kept)
      }
    }
    let canonical = logger.canonical(bytes)
    guard bytes.count == kept, SHA256Digest.digest(of: canonical) == digest else {
      throw TrainingError(
        .mismatch,
        """
        \(origin): the log does not begin with the \(kept) bytes that the checkpoint records \
        (digest \(digest)); restore the log or resume from a checkpoint that fits it
        """)
    }
    hasher = SHA256Hasher()
    hasher.update(bytes: canonical)
    let parent = path.removingLastComponent()
    if !parent.isEmpty { _ = unsafe parent.withPlatformString { unsafe mkdir($0, 0o755) } }
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
