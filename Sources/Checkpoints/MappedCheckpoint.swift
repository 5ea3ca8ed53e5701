internal import CanonicalHDF5
internal import Glibc

/// A checkpoint whose arrays are used where they lie in the file, without a copy of them in memory.
///
/// For looking into files larger than memory, and for processes that share one. What is opened is
/// checked as `CheckpointFile` checks it: structure, configuration and digests, but **not** the bytes of
/// the arrays; `file.verify()` checks those.
///
/// **Safety** The pages are those of the file. A checkpoint is complete before it has its name and is
/// not written after, so they do not change under a reader; but where a program cuts the file short
/// meanwhile, this process ends with the signal SIGBUS, as with every mapped file. Where that can happen,
/// `CheckpointFile.bytes(of:)` copies, and gives an error.
@safe public final class MappedCheckpoint: @unchecked Sendable {
  /// The checkpoint.
  public let file: CheckpointFile

  /// The first of `file.byteCount` bytes, which nobody writes: all threads may read.
  private let start: UnsafeRawPointer

  /// Opens a checkpoint and maps it for reading.
  ///
  /// - Throws: `CheckpointError`, as `CheckpointFile.init(opening:)`; also for a thin file, whose bytes
  ///   are in many files.
  public init(opening path: String) throws(CheckpointError) {
    file = try CheckpointFile(opening: path)
    guard let source = file.contents.bytes.regularFile else {
      throw CheckpointError(
        .unreadable, file: path, expected: "a file that has all of its bytes",
        found: "a thin checkpoint",
        remedy: "Make it whole with the command convert, or copy its arrays one by one.")
    }
    let pages = unsafe mmap(nil, source.byteCount, PROT_READ, MAP_SHARED, source.descriptor, 0)
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
      throw CheckpointError(
        .unreadable, file: path, expected: "\(source.byteCount) bytes of address space",
        found: SystemCallError(call: "mmap", code: errno).meaning,
        remedy: "Raise the limit on address space, or copy the arrays one by one.")
    }
    unsafe start = UnsafeRawPointer(pages)
  }

  deinit {
    unsafe munmap(UnsafeMutableRawPointer(mutating: start), file.byteCount)
  }

  /// Lends the elements of an array, little-endian and in C order, **unchecked**; those of 64 KiB and
  /// more begin at a multiple of 16,384 bytes.
  ///
  /// - Parameters:
  ///   - path: The array.
  ///   - body: Gets the bytes, which must not be used after it has returned.
  /// - Throws: `CheckpointError.missing` if there is no such array outside `/integrity`; what `body`
  ///   throws.
  public func withElements<Value>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) throws -> Value {
    let dataset = file.contents.datasets[try file.contents.position(ofListed: path)]
    // The parser has seen that they lie in the file.
    return unsafe try body(
      UnsafeRawBufferPointer(start: start + dataset.offset, count: dataset.byteCount))
  }
}
