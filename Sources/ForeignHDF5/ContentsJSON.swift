internal import CanonicalJSON
internal import HDF5
internal import NumericsContract

/// What a file contains as JSON: the child writes it, the parent believes nothing of it.
enum ContentsJSON {
  /// The bytes that the child sends.
  static func bytes(_ contents: StoredContents) -> [UInt8] {
    let value: JSONValue = [
      "attributes": .array(contents.attributes.map(value)),
      "datasets": .array(contents.datasets.map(value)),
      "leftOut": .array(
        contents.leftOut.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
    ]
    do throws(JSONNumberError) {
      return try CanonicalJSON.bytes(value)
    } catch {
      preconditionFailure("numbers that JSON lacks are texts, but \(error)")
    }
  }

  private static func value(_ dataset: StoredDataset) -> JSONValue {
    [
      "path": .string(dataset.path), "type": .string(dataset.type.rawValue),
      "shape": .array(dataset.shape.map { .integer($0) }), "bytes": .integer(dataset.byteCount),
      "offset": dataset.offset.map { .integer($0) } ?? .null,
    ]
  }

  private static func value(_ attribute: StoredAttribute) -> JSONValue {
    var isLeftOut = false
    let values: [JSONValue]
    switch attribute.value {
    case .texts(let texts): values = texts.map { .string($0) }
    case .integers(let integers): values = integers.map { .integer(Int($0)) }
    case .numbers(let numbers):
      values = numbers.map { $0.isFinite ? .number($0) : .string("\($0)") }
    case .flags(let flags): values = flags.map { .bool($0) }
    case .leftOut(let reason):
      values = [.string(reason)]
      isLeftOut = true
    }
    return [
      "group": .string(attribute.group), "name": .string(attribute.name),
      "isLeftOut": .bool(isLeftOut),
      "value": attribute.isList && !isLeftOut ? .array(values) : values.first ?? .null,
    ]
  }
}

/// What a child says that a file contains, after checks.
struct ForeignContents {
  /// An attribute of a group.
  struct Attribute {
    let group: String
    let name: String
    let value: JSONValue
  }

  let datasets: [StoredDataset]
  let leftOut: [StoredContents.LeftOut]
  let attributes: [Attribute]

  /// Why what a child said is not believed.
  struct Problem: Error {
    let place: String
    let expected: String
  }

  /// Reads and checks.
  ///
  /// - Parameter fileByteCount: Size of the file, in which all places must lie.
  init(_ bytes: [UInt8], fileByteCount: Int) throws(Problem) {
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(
        bytes, limits: .init(byteCount: ReaderMessage.textByteLimit, depth: 8))
    } catch {
      throw Problem(place: "the contents", expected: "JSON")
    }
    datasets = try Self.list("datasets", of: value) { (value) throws(Problem) in
      try Self.dataset(value, fileByteCount)
    }
    for (earlier, later) in zip(datasets, datasets.dropFirst())
    where !earlier.path.precedesInUTF8(later.path) {
      throw Problem(place: later.path, expected: "paths in ascending order")
    }
    leftOut = try Self.list("leftOut", of: value) { (value) throws(Problem) in
      guard let path = value["path"]?.string, let reason = value["reason"]?.string else {
        throw Problem(place: "what is left out", expected: "a path and a reason")
      }
      return StoredContents.LeftOut(path: path, reason: reason)
    }
    attributes = try Self.list("attributes", of: value) { (value) throws(Problem) in
      guard let group = value["group"]?.string, let name = value["name"]?.string,
        let isLeftOut = value["isLeftOut"]?.bool, let content = value["value"]
      else { throw Problem(place: "an attribute", expected: "a group, a name and a value") }
      let reason = content.string ?? ""
      return Attribute(
        group: group, name: name, value: isLeftOut ? .string("(\(reason))") : content)
    }
  }

  private static func list<Element>(
    _ name: String, of value: JSONValue, _ element: (JSONValue) throws(Problem) -> Element
  ) throws(Problem) -> [Element] {
    guard let list = value[name]?.array, list.count <= StoredFile.Limits.objectCount else {
      throw Problem(
        place: name, expected: "at most \(StoredFile.Limits.objectCount) entries")
    }
    var elements: [Element] = []
    elements.reserveCapacity(list.count)
    for value in list { elements.append(try element(value)) }
    return elements
  }

  private static func dataset(
    _ value: JSONValue, _ fileByteCount: Int
  ) throws(Problem) -> StoredDataset {
    guard let path = value["path"]?.string, path.utf8.first == UInt8(ascii: "/") else {
      throw Problem(place: "a dataset", expected: "a path")
    }
    guard let type = value["type"]?.string.flatMap(ElementType.init(rawValue:)),
      let lengths = value["shape"]?.array, lengths.count <= 32,
      let byteCount = value["bytes"]?.integer, byteCount >= 0, let place = value["offset"]
    else { throw Problem(place: path, expected: "a type, a shape and a number of bytes") }
    var shape: [Int] = []
    var whole = type.byteCount
    for length in lengths {
      guard let length = length.integer, length >= 0 else {
        throw Problem(place: path, expected: "lengths of axes")
      }
      shape.append(length)
      // Without the zeros, so that no part of a shape overflows later either.
      let (product, overflow) = whole.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow else { throw Problem(place: path, expected: "fewer than 2^63 bytes") }
      whole = product
    }
    guard byteCount == (shape.contains(0) ? 0 : whole) else {
      throw Problem(place: path, expected: "the number of bytes that the shape needs")
    }
    if !place.isNull {
      guard let offset = place.integer, offset >= 0, offset <= fileByteCount,
        byteCount <= fileByteCount - offset
      else { throw Problem(place: path, expected: "a place inside the file") }
    }
    return StoredDataset(
      path: path, type: type, shape: shape, byteCount: byteCount, offset: place.integer)
  }
}
