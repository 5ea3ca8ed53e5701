internal import CanonicalJSON
internal import NumericsContract

/// Reads the header of a GGUF file from first to last.
struct GGUFReader {
  private var cursor: SourceCursor
  private let tensorCount: Int
  private let pairCount: Int
  private var alignment = 32
  /// Values and bytes of texts that were read.
  private var valueCount = 0
  private var textByteCount = 0

  private static let nameByteLimit = 1 << 16
  private static let valueLimit = 1 << 22
  private static let textByteLimit = 1 << 28
  private static let depthLimit = 4

  init(_ source: FileSource) throws(TensorFileError) {
    cursor = SourceCursor(source)
    guard try cursor.take(4, "the mark").elementsEqual(GGUFFile.mark) else {
      throw source.malformed(at: 0, expected: "the mark GGUF", found: "something else")
    }
    let version = UInt32(try cursor.takeWord(4, "the version"))
    guard version == 2 || version == 3 else {
      throw source.error(
        .unsupported, at: 4, expected: "version 2 or 3",
        found: version.byteSwapped < 16
          ? "big-endian version \(version.byteSwapped)" : "\(version)",
        remedy: "Write the file again with a current llama.cpp, little-endian.")
    }
    tensorCount = try cursor.takeInteger(8, "the number of tensors")
    pairCount = try cursor.takeInteger(8, "the number of key-value pairs")
    // Each has at least a name's length, a type and a value.
    for (count, what) in [(tensorCount, "tensors"), (pairCount, "key-value pairs")]
    where count > cursor.remaining / 12 {
      throw source.malformed(
        at: 8, expected: "\(what) inside the \(cursor.remaining) bytes that follow",
        found: "\(count)")
    }
  }

  /// The key-value pairs; they come before the tensors.
  mutating func metadata() throws(TensorFileError) -> JSONValue {
    var members: [(String, JSONValue)] = []
    for _ in 0..<pairCount {
      let place = cursor.offset
      let key = try name("a key")
      let type = try cursor.takeInteger(4, "the type of \(key)")
      let value = try value(type, key, depth: 0)
      if key == "general.alignment" {
        guard let number = value.integer, number > 0, number <= 1 << 20,
          number & (number - 1) == 0
        else {
          throw cursor.source.malformed(
            key, at: place, expected: "a power of 2 up to 1048576", found: "another value")
        }
        alignment = number
      }
      members.append((key, value))
    }
    guard let object = JSONObject(unique: members) else {
      throw cursor.source.malformed(
        at: cursor.offset, expected: "every key once", found: "one twice")
    }
    return .object(object)
  }

  /// The tensors by ascending path; their bytes follow one another, aligned.
  mutating func tensors() throws(TensorFileError) -> [StoredTensor] {
    var found: [(path: String, type: GGUFType, shape: [Int], byteCount: Int, place: Int)] = []
    var expected = 0
    for _ in 0..<tensorCount {
      let path = try name("a tensor's name")
      let rank = try cursor.takeInteger(4, "the number of axes of \(path)")
      guard rank <= TensorShape.rankLimit else {
        throw cursor.source.malformed(
          path, at: cursor.offset - 4, expected: "at most \(TensorShape.rankLimit) axes",
          found: "\(rank)")
      }
      var lengths: [Int] = []
      for _ in 0..<rank { lengths.append(try cursor.takeInteger(8, "a length of \(path)")) }
      let number = try cursor.takeInteger(4, "the type of \(path)")
      let place = try cursor.takeInteger(8, "the place of \(path)")
      guard let type = GGUFType.numbered(number) else {
        throw cursor.source.error(
          .unsupported, path, at: cursor.offset - 12, expected: "a type of ggml",
          found: "the number \(number)", remedy: "Convert the tensor to another type.")
      }
      let shape = Array(lengths.reversed())
      guard let byteCount = type.byteCount(shape) else {
        throw cursor.source.malformed(
          path, at: cursor.offset,
          expected: "rows of whole blocks of \(type.blockCount) elements, fewer than 2^63 bytes",
          found: "\(type.name) of the shape \(shape)")
      }
      guard place == expected, let end = aligned(place, plus: byteCount) else {
        throw cursor.source.malformed(
          path, at: cursor.offset - 8, expected: "a tensor at \(expected), after the one before it",
          found: "\(place)")
      }
      expected = end
      found.append((path, type, shape, byteCount, place))
    }
    guard let start = aligned(cursor.offset, plus: 0) else {
      throw cursor.malformed(expected: "the start of the tensors", found: "no place for it")
    }
    var tensors: [StoredTensor] = []
    for tensor in found {
      guard start <= cursor.source.byteCount,
        tensor.place <= cursor.source.byteCount - start - tensor.byteCount
      else {
        throw cursor.source.malformed(
          tensor.path, at: start,
          expected: "\(tensor.byteCount) bytes at \(tensor.place) after the header",
          found: "the end of the file")
      }
      tensors.append(
        StoredTensor(
          path: tensor.path, typeName: tensor.type.name, type: tensor.type.type,
          shape: tensor.shape, byteCount: tensor.byteCount, offset: start + tensor.place))
    }
    tensors.sort { $0.path.precedesInUTF8($1.path) }
    for (tensor, next) in zip(tensors, tensors.dropFirst())
    where tensor.path.utf8.elementsEqual(next.path.utf8) {
      throw cursor.source.malformed(
        tensor.path, expected: "one tensor of that name", found: "two")
    }
    return tensors
  }

  /// The next aligned place after `count` bytes, or nil beyond the range of Int.
  private func aligned(_ place: Int, plus count: Int) -> Int? {
    let (end, overflow) = place.addingReportingOverflow(count)
    let (sum, carry) = end.addingReportingOverflow(alignment - 1)
    return overflow || carry ? nil : sum / alignment * alignment
  }
}

// MARK: - Values

extension GGUFReader {
  private mutating func name(_ what: String) throws(TensorFileError) -> String {
    let place = cursor.offset
    let count = try cursor.takeInteger(8, "the length of \(what)")
    guard count <= Self.nameByteLimit else {
      throw cursor.source.malformed(
        at: place, expected: "\(what) of at most \(Self.nameByteLimit) bytes", found: "\(count)")
    }
    guard let text = String(validating: try cursor.take(count, what), as: UTF8.self) else {
      throw cursor.source.malformed(
        at: place, expected: "\(what) in UTF-8", found: "other bytes")
    }
    return text
  }

  private mutating func text(_ key: String) throws(TensorFileError) -> JSONValue {
    let count = try cursor.takeInteger(8, "the length of a text of \(key)")
    let bytes = try cursor.take(count, "a text of \(key)")
    textByteCount += count
    // Vocabularies have parts of characters: what is no UTF-8 is shown as replaced.
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  private mutating func value(
    _ type: Int, _ key: String, depth: Int
  ) throws(TensorFileError) -> JSONValue {
    valueCount += 1
    guard valueCount <= Self.valueLimit, textByteCount <= Self.textByteLimit,
      depth <= Self.depthLimit
    else {
      throw cursor.source.error(
        .tooLarge, key, at: cursor.offset,
        expected: "at most \(Self.valueLimit) values and \(Self.textByteLimit) bytes of texts, "
          + "\(Self.depthLimit) arrays inside each other", found: "more",
        remedy: "Write the file without that key.")
    }
    func word(_ count: Int) throws(TensorFileError) -> UInt64 {
      try cursor.takeWord(count, "a value of \(key)")
    }
    switch type {
    case 0: return .integer(try word(1))
    case 1: return .integer(Int(Int8(truncatingIfNeeded: try word(1))))
    case 2: return .integer(try word(2))
    case 3: return .integer(Int(Int16(truncatingIfNeeded: try word(2))))
    case 4: return .integer(try word(4))
    case 5: return .integer(Int(Int32(truncatingIfNeeded: try word(4))))
    case 6: return Self.number(Double(Float(bitPattern: UInt32(try word(4)))))
    case 7:
      let truth = try word(1)
      guard truth < 2 else {
        throw cursor.source.malformed(
          key, at: cursor.offset - 1, expected: "0 or 1", found: "\(truth)")
      }
      return .bool(truth == 1)
    case 8: return try text(key)
    case 9:
      let type = try cursor.takeInteger(4, "the type of the elements of \(key)")
      let count = try cursor.takeInteger(8, "the number of elements of \(key)")
      guard count <= cursor.remaining else {
        throw cursor.source.malformed(
          key, at: cursor.offset, expected: "elements inside the \(cursor.remaining) bytes left",
          found: "\(count)")
      }
      var elements: [JSONValue] = []
      for _ in 0..<count { elements.append(try value(type, key, depth: depth + 1)) }
      return .array(elements)
    case 10: return .integer(try word(8))
    case 11: return .integer(Int(Int64(bitPattern: try word(8))))
    case 12: return Self.number(Double(bitPattern: try word(8)))
    default:
      throw cursor.source.malformed(
        key, at: cursor.offset - 4, expected: "a type of values from 0 to 12", found: "\(type)")
    }
  }

  /// JSON has no NaN and no infinities.
  private static func number(_ value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .string("\(value)")
  }
}
