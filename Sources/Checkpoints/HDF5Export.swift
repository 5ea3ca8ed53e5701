internal import HDF5

/// Writes arrays as plain HDF5: the layout of a checkpoint, without its sections and digests, so equal
/// arrays give equal files.
public enum HDF5Export {
  /// Bytes that are read and written at once.
  private static let transfer = 4 << 20

  /// Writes a file that gets its name only when it is complete and on the device.
  ///
  /// - Parameters:
  ///   - arrays: paths, types and shapes, by path in ascending UTF-8 order; their offsets are ignored.
  ///   - attributes: texts of the root group.
  ///   - path: where the file shall be.
  ///   - read: gives bytes of the array of an index.
  /// - Throws: `CheckpointError`, also that of `read`; then no file was written.
  public static func write(
    _ arrays: [CheckpointDataset], attributes: [(name: String, text: String)], to path: String,
    read: (Int, Range<Int>) throws(CheckpointError) -> [UInt8]
  ) throws(CheckpointError) {
    let skeleton: Skeleton
    do throws(HDF5Error) {
      skeleton = try Skeleton.build(
        attributes: attributes.map { ($0.name, .text($0.text)) },
        datasets: arrays.map { DatasetPlan(path: $0.path, type: $0.type, shape: $0.shape) })
    } catch {
      throw CheckpointError(error, file: path)
    }
    let file = try system(path) { () throws(SystemCallError) in
      try AtomicFile(path: path, byteCount: skeleton.byteCount, calls: SystemFileCalls())
    }
    do throws(CheckpointError) {
      try fill(file, with: skeleton, arrays, read: read)
    } catch {
      file.discard()
      throw error
    }
    try system(path) { () throws(SystemCallError) in try file.commit() }
  }

  private static func fill(
    _ file: AtomicFile<SystemFileCalls>, with skeleton: Skeleton, _ arrays: [CheckpointDataset],
    read: (Int, Range<Int>) throws(CheckpointError) -> [UInt8]
  ) throws(CheckpointError) {
    let calls = SystemFileCalls()
    for piece in skeleton.pieces {
      try system(file.path) { () throws(SystemCallError) in
        try calls.write(file.descriptor, piece.bytes[...], at: piece.offset)
      }
    }
    // An array without elements has no extent; the others come in the order of the arrays.
    let filled = arrays.indices.filter { arrays[$0].byteCount > 0 }
    for (index, extent) in zip(filled, skeleton.extents) {
      precondition(
        extent.byteCount == arrays[index].byteCount,
        "\(extent.path): a place of \(extent.byteCount) bytes for \(arrays[index].byteCount)")
      for start in stride(from: 0, to: extent.byteCount, by: transfer) {
        let bytes = try read(index, start..<min(start + transfer, extent.byteCount))
        try system(file.path) { () throws(SystemCallError) in
          try calls.write(file.descriptor, bytes[...], at: extent.offset + start)
        }
      }
    }
  }

  private static func system<Value>(
    _ path: String, _ body: () throws(SystemCallError) -> Value
  ) throws(CheckpointError) -> Value {
    do throws(SystemCallError) {
      return try body()
    } catch {
      throw CheckpointError(error, writing: path)
    }
  }
}
