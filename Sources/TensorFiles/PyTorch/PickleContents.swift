internal import CanonicalJSON
internal import NumericsContract

/// The value of a pickle, with its tensors under paths and the rest as JSON.
///
/// The path of a tensor is the keys and places that lead to it, joined by points.
struct PickleContents {
  private(set) var tensors: [(path: String, tensor: TorchTensor)] = []
  private(set) var metadata = JSONValue.object([])

  private let machine: PickleMachine
  /// Nodes on the way to the one that is looked at.
  private var open: [Int] = []
  private var valueCount = 0
  private var byteCount = 0
  /// What is said of arrays of NumPy, by their nodes.
  private var arrays: [Int: JSONValue] = [:]
  private var digestedByteCount = 0

  /// A tensor that is the whole value has no key.
  private static let rootPath = "tensor"
  private static let depthLimit = 100
  /// Bytes that are shown; more are counted.
  private static let shownByteCount = 64

  init(of value: PickleValue, in machine: PickleMachine) throws(TensorFileError) {
    self.machine = machine
    switch try json(value, path: "", depth: 0) {
    case .object(let object)?: metadata = .object(object)
    case let other?: metadata = .object([("value", other)])
    case nil: break
    }
    tensors.sort { $0.path.precedesInUTF8($1.path) }
    for (tensor, next) in zip(tensors, tensors.dropFirst())
    where tensor.path.utf8.elementsEqual(next.path.utf8) {
      throw machine.source.error(
        .unsupported, tensor.path, expected: "one tensor of that path", found: "two",
        remedy: "Rename the keys that lead to them.")
    }
  }

  /// The JSON of a value, or nil for a tensor and for what contains nothing but tensors.
  private mutating func json(
    _ value: PickleValue, path: String, depth: Int
  ) throws(TensorFileError) -> JSONValue? {
    try count(values: 1, bytes: path.utf8.count, path, depth)
    switch value {
    case .none: return .null
    case .truth(let truth): return .bool(truth)
    case .integer(let integer): return .integer(integer)
    case .largeInteger(let bytes): return .string("0x" + Self.digits(bytes.reversed()))
    case .real(let real): return real.isFinite ? .number(real) : .string("\(real)")
    case .text(let text):
      byteCount += text.utf8.count
      return .string(text)
    case .bytes(let bytes):
      return bytes.count > Self.shownByteCount
        ? .string("\(bytes.count) bytes") : .string(Self.digits(bytes))
    case .global(.type(let type)): return .string(type.name)
    case .global(.plainType(let name)): return .string(name)
    case .object(let node):
      try enter(node, path)
      defer { open.removeLast() }
      guard let attributes = machine.nodes[node].elements.first else { return .object([]) }
      return try json(attributes, path: path, depth: depth + 1)
    case .numPyType: return .string(machine.numPyType(of: value)?.name ?? "another type of NumPy")
    case .numPyArray(let node):
      if let array = arrays[node] { return array }
      let array = try array(node, path)
      arrays[node] = array
      return array
    case .global(let global): return .string("\(global)")
    case .storage(let storage):
      byteCount += storage.key.utf8.count
      return .string("storage \(storage.key)")
    case .tensor(let index):
      tensors.append((path.isEmpty ? Self.rootPath : path, machine.tensors[index]))
      return nil
    case .tuple(let node), .list(let node): return try sequence(node, path, depth)
    case .dictionary(let node): return try dictionary(node, path, depth)
    }
  }

  /// An array of NumPy that stands among plain data: what it is, and a digest of its bytes, in which two
  /// files differ where their arrays do.
  private mutating func array(_ number: Int, _ path: String) throws(TensorFileError) -> JSONValue {
    let parts = machine.nodes[number].elements
    guard parts.count == 4, case .tuple(let axes) = parts[0], case .bytes(let bytes) = parts[3],
      let type = machine.numPyType(of: parts[1])
    else {
      throw machine.source.error(
        .unsupported, path, expected: "an array of NumPy with a shape, plain numbers and bytes",
        found: "another array", remedy: "Save it as a tensor.")
    }
    // Each array has its own bytes in a pickle of Python's; hashing those of one for many would not end.
    digestedByteCount += bytes.count
    guard digestedByteCount <= machine.bytes.count else {
      throw machine.source.error(
        .tooLarge, path, expected: "arrays of no more bytes than the pickle has", found: "more",
        remedy: "Save them as tensors.")
    }
    var shape: [JSONValue] = []
    for axis in machine.nodes[axes].elements {
      guard case .integer(let length) = axis, length >= 0 else {
        throw machine.source.malformed(
          path, expected: "a shape of integers", found: "something else")
      }
      shape.append(.integer(length))
    }
    return [
      "sha256": .string("\(SHA256Digest.digest(of: bytes))"), "shape": .array(shape),
      "type": .string(type.name),
    ]
  }

  /// Counts values and bytes, each as often as a way leads to it, so that shared lists of lists of lists
  /// cannot grow without end; throws beyond the machine's limits.
  private mutating func count(
    values: Int, bytes: Int, _ path: String, _ depth: Int = 0
  ) throws(TensorFileError) {
    valueCount += values
    byteCount += bytes
    guard depth <= Self.depthLimit, valueCount <= machine.valueLimit,
      byteCount <= machine.byteLimit
    else {
      throw machine.source.error(
        .tooLarge, String(path.prefix(100)),
        expected: "at most \(machine.valueLimit) values of \(machine.byteLimit) bytes, "
          + "\(Self.depthLimit) inside each other", found: "more",
        remedy: "Save the tensors without what is around them.")
    }
  }

  private mutating func sequence(
    _ number: Int, _ path: String, _ depth: Int
  ) throws(TensorFileError) -> JSONValue? {
    try enter(number, path)
    defer { open.removeLast() }
    let elements = machine.nodes[number].elements
    var values: [JSONValue?] = []
    for (index, element) in elements.enumerated() {
      values.append(try json(element, path: Self.join(path, "\(index)"), depth: depth + 1))
    }
    let present = values.compactMap { $0 }
    if present.count == values.count { return .array(present) }
    return present.isEmpty
      ? nil : .object(values.enumerated().compactMap { pair in pair.1.map { ("\(pair.0)", $0) } })
  }

  private mutating func dictionary(
    _ number: Int, _ path: String, _ depth: Int
  ) throws(TensorFileError) -> JSONValue? {
    try enter(number, path)
    defer { open.removeLast() }
    let node = machine.nodes[number]
    // Keys that are there twice lead to one value, but all of them are looked at.
    try count(values: node.keys.count, bytes: 0, path)
    // The last element of a key counts, as in Python.
    var places: [String: Int] = [:]
    var names: [String] = []
    for (place, key) in node.keys.enumerated() {
      let name = try self.name(key, path)
      if places.updateValue(place, forKey: name) == nil { names.append(name) }
    }
    var members: [(String, JSONValue)] = []
    for name in names {
      guard let place = places[name] else { continue }
      let value = try json(node.elements[place], path: Self.join(path, name), depth: depth + 1)
      if let value { members.append((name, value)) }
    }
    guard !members.isEmpty || node.keys.isEmpty else { return nil }
    guard let object = JSONObject(unique: members) else { return nil }
    return .object(object)
  }

  private mutating func enter(_ number: Int, _ path: String) throws(TensorFileError) {
    guard !open.contains(number) else {
      throw machine.source.malformed(
        path, expected: "a value that does not contain itself", found: "one that does")
    }
    open.append(number)
  }

  private mutating func name(_ key: PickleValue, _ path: String) throws(TensorFileError) -> String {
    switch key {
    case .text(let text): return text
    case .integer(let integer): return "\(integer)"
    case .truth(let truth): return "\(truth)"
    case .none: return "none"
    case .real(let real): return "\(real)"
    case .global(.type(let type)): return type.name
    case .global(.plainType(let name)): return name
    case .tuple(let node):
      // Only flat ones, so that a key cannot nest.
      var parts: [String] = []
      for element in machine.nodes[node].elements {
        if case .tuple = element { break }
        parts.append(try name(element, path))
      }
      if parts.count == machine.nodes[node].elements.count {
        // One text may be there many times, of which the pickle has it once.
        try count(
          values: parts.count, bytes: parts.reduce(0) { $0 + $1.utf8.count }, path)
        return "(" + parts.joined(separator: ", ") + ")"
      }
    default: break
    }
    throw machine.source.error(
      .unsupported, path, expected: "keys that are texts, numbers or flat tuples",
      found: "another key", remedy: "Save the tensors under names.")
  }

  private static func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
