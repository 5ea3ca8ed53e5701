/// Writes NumPy's .npz files: equal arrays give equal bytes.
///
/// Members are stored, in ascending order of their names, with 1980-01-01 as their time.
///
/// **Reference** PKWARE, "APPNOTE.TXT: .ZIP File Format Specification", version 6.3; NumPy Enhancement
/// Proposal 1.
public enum NPZWriter {
  /// Writes tensors to a file, which replaces what is at `path` once it is complete.
  ///
  /// - Throws: `TensorFileError` of the kind `unwritable` when NumPy has no such type (`bfloat16`), two
  ///   tensors have one name, or the system refuses; and what reading the tensors throws.
  public static func write(
    _ tensors: [OutputTensor], to path: String
  ) throws(TensorFileError) {
    let sorted = try OutputTensor.sorted(tensors, for: path)
    for output in sorted {
      guard let type = output.tensor.type, NumPyType.description(of: type) != nil,
        output.tensor.shape.count <= TensorShape.rankLimit, output.name.utf8.count < 60_000
      else {
        throw TensorFileError(
          .unwritable, file: path, place: output.name, expected: "a type that NumPy has",
          found: output.tensor.typeName,
          remedy: "Write a safetensors file instead, or convert to float32 first.")
      }
    }
    var output = try FileOutput(path: path)
    var records: [ZIPRecord] = []
    for tensor in sorted { records.append(try append(tensor, to: &output)) }
    let start = output.byteCount
    for record in records { try output.append(record.directoryEntry) }
    try output.append(
      ZIPRecord.end(of: start..<output.byteCount, entryCount: records.count))
    try output.commit()
  }

  private static func append(
    _ tensor: OutputTensor, to output: inout FileOutput
  ) throws(TensorFileError) -> ZIPRecord {
    guard let type = tensor.tensor.type else { preconditionFailure("\(tensor) was checked") }
    let header = NumPyHeader.bytes(type: type, shape: tensor.tensor.shape)
    var record = ZIPRecord(
      name: tensor.name + NPZFile.suffix, byteCount: header.count + tensor.tensor.byteCount,
      offset: output.byteCount)
    // The checksum is known after the bytes; its place is filled then.
    try output.append(record.localHeader)
    var checksum = Checksum()
    checksum.update(header[...])
    try output.append(header)
    try tensor.forEachPiece { (piece) throws(TensorFileError) in
      checksum.update(piece[...])
      try output.append(piece)
    }
    record.checksum = checksum.value
    try output.write(record.localHeader, at: record.offset)
    return record
  }
}
