internal import CanonicalJSON

/// Writes safetensors files: equal tensors and metadata give equal bytes.
///
/// Tensors stand in the order of safetensors' own writer, wide types first and then by name, so that
/// each is aligned; the header ends at a multiple of 8.
///
/// **Reference** Hugging Face, "safetensors", section Format.
public enum SafetensorsWriter {
  /// Writes tensors to a file, which replaces what is at `path` once it is complete.
  ///
  /// - Parameter metadata: Texts for `__metadata__`; each name once.
  /// - Throws: `TensorFileError` of the kind `unwritable` when a type is not one of safetensors, two
  ///   tensors have one name, or the system refuses; and what reading the tensors throws.
  public static func write(
    _ tensors: [OutputTensor], metadata: [(String, String)] = [], to path: String
  ) throws(TensorFileError) {
    let sorted = try OutputTensor.sorted(tensors, for: path)
    var groups = [[OutputTensor]](repeating: [], count: SafetensorsType.all.count)
    for tensor in sorted {
      guard
        let rank = SafetensorsType.all.firstIndex(where: { $0.name == tensor.tensor.typeName }),
        tensor.name != SafetensorsHeader.metadataName
      else {
        throw TensorFileError(
          .unwritable, file: path, place: tensor.name, expected: "a type and a name of safetensors",
          found: "\(tensor.tensor.typeName)", remedy: "Leave the tensor out.")
      }
      groups[rank].append(tensor)
    }
    var output = try FileOutput(path: path)
    try output.append(try header(groups, metadata, path))
    for tensor in groups.joined() {
      try tensor.forEachPiece { (piece) throws(TensorFileError) in try output.append(piece) }
    }
    try output.commit()
  }

  /// The length of the header and the header.
  private static func header(
    _ groups: [[OutputTensor]], _ metadata: [(String, String)], _ path: String
  ) throws(TensorFileError) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = JSONValue.object(metadata.map { ($0.0, .string($0.1)) })
      members.append("\(text(.string(SafetensorsHeader.metadataName))):\(text(texts))")
    }
    var offset = 0
    for (type, tensors) in zip(SafetensorsType.all, groups) {
      for output in tensors {
        let shape = output.tensor.shape.map { "\($0)" }.joined(separator: ",")
        let end = offset + output.tensor.byteCount
        members.append(
          "\(text(.string(output.name))):{\"dtype\":\"\(type.code)\",\"shape\":[\(shape)],"
            + "\"data_offsets\":[\(offset),\(end)]}")
        offset = end
      }
    }
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: " ")) }
    guard bytes.count <= SafetensorsHeader.byteLimit else {
      throw TensorFileError(
        .unwritable, file: path,
        expected: "a header of at most \(SafetensorsHeader.byteLimit) bytes",
        found: "\(bytes.count)", remedy: "Write fewer tensors to a file.")
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes
  }

  private static func text(_ value: JSONValue) -> String {
    do throws(JSONNumberError) {
      return try CanonicalJSON.text(value)
    } catch {
      preconditionFailure("texts have no numbers: \(error)")
    }
  }
}
