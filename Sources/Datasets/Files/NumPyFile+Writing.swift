import Glibc
public import NumericsContract

extension NumPyFile {
  /// Writes an array as a file of version 1.0, row-major and little-endian.
  ///
  /// The path names the file once all of its bytes are on disk; until then it names what it did.
  ///
  /// - Parameters:
  ///   - bytes: The elements, row-major and little-endian.
  ///   - type: Their type.
  ///   - shape: The length of each axis; none for a single element.
  ///   - path: Where to; what is there is replaced.
  /// - Precondition: as many bytes as type and shape say, in a type that NumPy has: not `bfloat16`.
  ///
  /// **Throws** `unwritableFile` when the system does not take the bytes.
  public static func write(
    _ bytes: [UInt8], type: ElementType, shape: [Int], to path: String
  ) throws(DatasetError) {
    let count = shape.reduce(type.byteCount, *)
    precondition(
      bytes.count == count, "\(bytes.count) bytes for \(type.rawValue) \(shape), which has \(count)"
    )
    let temporary = "\(path).\(getpid()).new"
    do throws(SystemFailure) {
      try write(NumPyHeader.bytes(type: type, shape: shape), bytes, to: temporary)
      guard unsafe rename(temporary, path) == 0 else { throw SystemFailure("rename") }
      try synchronize(folderOf: path)
    } catch {
      unsafe unlink(temporary)
      throw DatasetError(
        .unwritableFile,
        "cannot write \(path): \(error.call) failed, \(error.cause); choose another place, or make "
          + "room there",
        file: path)
    }
  }

  /// A call of the system that failed, and why.
  private struct SystemFailure: Error {
    let call: String
    let cause: String

    init(_ call: String) {
      self.call = call
      cause = unsafe String(cString: strerror(errno))
    }
  }

  private static func write(
    _ header: [UInt8], _ elements: [UInt8], to path: String
  ) throws(SystemFailure) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemFailure("open") }
    defer { close(file) }
    for bytes in [header, elements] {
      var written = 0
      while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
          unsafe Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
        }
        guard count >= 0 || errno == EINTR else { throw SystemFailure("write") }
        written += max(0, count)
      }
    }
    guard fsync(file) == 0 else { throw SystemFailure("fsync") }
  }

  private static func synchronize(folderOf path: String) throws(SystemFailure) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open of the folder") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemFailure("fsync of the folder") }
  }
}

extension NumPyHeader {
  /// Mark, version, length and dictionary: as many bytes as make the elements start at a multiple of 64.
  static func bytes(type: ElementType, shape: [Int]) -> [UInt8] {
    let lengths = shape.map { "\($0)" }.joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    let text = "{'descr': '\(description(of: type))', 'fortran_order': False, 'shape': \(tuple), }"
    let prefix = NumPyFile.mark.count + 4
    let whole = (prefix + text.utf8.count + 1 + 63) / 64 * 64
    let length = whole - prefix
    precondition(length <= UInt16.max, "a shape of \(shape.count) axes")
    return NumPyFile.mark + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
      + [UInt8(ascii: "\n")]
  }

  private static func description(of type: ElementType) -> String {
    switch type {
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .bool: "|b1"
    case .bfloat16: preconditionFailure("NumPy has no type bfloat16; convert to float32 first")
    }
  }
}
