internal import CanonicalJSON
internal import NumericsContract

/// The header of a safetensors file, checked against the file's size.
struct SafetensorsHeader {
  let tensors: [StoredTensor]
  let metadata: JSONValue

  /// Bytes of a header: the limit of safetensors' own reader.
  static let byteLimit = 100_000_000

  static let lengthByteCount = 8

  static let metadataName = "__metadata__"

  /// Whether bytes start as a safetensors file does.
  static func starts(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > lengthByteCount, bytes[lengthByteCount] == UInt8(ascii: "{") else {
      return false
    }
    return length(bytes[..<lengthByteCount]) <= UInt64(byteLimit)
  }

  private static func length(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  init(_ source: FileSource, shard: String?) throws(TensorFileError) {
    guard source.byteCount >= Self.lengthByteCount else {
      throw source.malformed(
        at: 0, expected: "the header's length in 8 bytes", found: "\(source.byteCount) bytes")
    }
    let length = Self.length(try source.read(at: 0, count: Self.lengthByteCount)[...])
    guard length <= UInt64(Self.byteLimit) else {
      throw TensorFileError(
        .tooLarge, file: source.file, offset: 0,
        expected: "a header of at most \(Self.byteLimit) bytes", found: "\(length)",
        remedy: "Restore the file from where it came.")
    }
    guard Int(length) <= source.byteCount - Self.lengthByteCount else {
      throw source.malformed(
        at: 0, expected: "a header inside the \(source.byteCount) bytes of the file",
        found: "a header of \(length) bytes")
    }
    let text = try source.read(at: Self.lengthByteCount, count: Int(length))
    guard text.first == UInt8(ascii: "{") else {
      throw source.malformed(
        at: Self.lengthByteCount, expected: "a header that starts with {",
        found: text.first.map { "the byte \($0)" } ?? "an empty one")
    }
    let members: JSONObject
    do throws(JSONSyntaxError) {
      members =
        try JSONParser.parse(text, limits: .init(byteCount: Self.byteLimit, depth: 4)).object
        ?? .init([])
    } catch {
      throw source.malformed(
        "header, line \(error.line), column \(error.column)",
        at: Self.lengthByteCount + (error.line == 1 ? error.column - 1 : 0),
        expected: error.expected, found: error.found)
    }
    let first = Self.lengthByteCount + Int(length)
    var tensors: [StoredTensor] = []
    tensors.reserveCapacity(members.members.count)
    var metadata = JSONValue.object([])
    for member in members.members {
      if member.name == Self.metadataName {
        metadata = try Self.checkedMetadata(member.value, source)
      } else {
        tensors.append(try Self.tensor(member, source, from: first, shard: shard))
      }
    }
    try Self.checkStorage(&tensors, source, from: first)
    tensors.sort { $0.path.precedesInUTF8($1.path) }
    self.tensors = tensors
    self.metadata = metadata
  }

  private static func checkedMetadata(
    _ value: JSONValue, _ source: FileSource
  ) throws(TensorFileError) -> JSONValue {
    guard let object = value.object, object.members.allSatisfy({ $0.value.string != nil }) else {
      throw source.malformed(
        metadataName, expected: "an object of texts", found: "another value")
    }
    return value
  }

  private static func tensor(
    _ member: JSONObject.Member, _ source: FileSource, from first: Int, shard: String?
  ) throws(TensorFileError) -> StoredTensor {
    let name = member.name
    guard let object = member.value.object, object.members.count == 3,
      let code = object["dtype"]?.string, let lengths = object["shape"]?.array,
      let offsets = object["data_offsets"]?.array
    else {
      throw source.malformed(
        name, expected: "an object of dtype (a text), shape and data_offsets (arrays)",
        found: "another value")
    }
    guard let type = SafetensorsType.named(code) else {
      throw TensorFileError(
        .unsupported, file: source.file, place: name,
        expected: "a dtype among \(SafetensorsType.all.map(\.code).joined(separator: ", "))",
        found: "\"\(code)\"", remedy: "Convert the tensor to one of these types first.")
    }
    guard lengths.count <= TensorShape.rankLimit else {
      throw source.malformed(
        name, expected: "a shape of at most \(TensorShape.rankLimit) axes",
        found: "\(lengths.count)")
    }
    let shape = lengths.compactMap(index)
    guard shape.count == lengths.count else {
      throw source.malformed(
        name, expected: "a shape of integers from 0 to 2^53", found: "another value in it")
    }
    let ends = offsets.compactMap(index)
    guard ends.count == 2, offsets.count == 2, ends[0] <= ends[1] else {
      throw source.malformed(
        name, expected: "data_offsets of two integers, the first one not above the second",
        found: "\(ends)")
    }
    guard let byteCount = TensorShape.byteCount(shape, bits: type.bits) else {
      throw source.malformed(
        name, expected: "a shape whose elements of \(type.bits) bits fill bytes below 2^63",
        found: "\(shape)")
    }
    guard byteCount == ends[1] - ends[0] else {
      throw source.malformed(
        name, expected: "\(byteCount) bytes for \(code) of the shape \(shape)",
        found: "data_offsets \(ends), \(ends[1] - ends[0]) bytes")
    }
    guard ends[1] <= source.byteCount - first else {
      throw source.malformed(
        name,
        expected: "data_offsets inside the \(source.byteCount - first) bytes after the header",
        found: "\(ends)")
    }
    return StoredTensor(
      path: name, typeName: type.name, type: type.type, shape: shape, byteCount: byteCount,
      offset: first + ends[0], shard: shard)
  }

  private static func index(_ value: JSONValue) -> Int? {
    guard case .number = value, let number = value.integer, number >= 0 else { return nil }
    return number
  }

  /// Sorts tensors by place and throws unless they fill the file without holes or common bytes.
  private static func checkStorage(
    _ tensors: inout [StoredTensor], _ source: FileSource, from first: Int
  ) throws(TensorFileError) {
    // Empty tensors first, so that they lie between their neighbours.
    tensors.sort { ($0.offset ?? 0, $0.byteCount) < ($1.offset ?? 0, $1.byteCount) }
    var end = first
    for tensor in tensors {
      guard let offset = tensor.offset, offset == end else {
        throw source.malformed(
          tensor.path, at: tensor.offset,
          expected: "bytes from \(end) on, where the tensor before it ends",
          found: (tensor.offset ?? 0) < end ? "bytes that another one has, too" : "a hole")
      }
      end += tensor.byteCount
    }
    guard end == source.byteCount else {
      throw source.malformed(
        at: end, expected: "the end of the file after the last tensor",
        found: "\(source.byteCount - end) more bytes")
    }
  }
}
