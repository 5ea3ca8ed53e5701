/// What the names in a pickle stand for.
extension PickleMachine {
  func global(module: String, name: String) throws(TensorFileError) -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw error(
        .unsafe, expected: "names of tensors and plain data",
        found: "the global \(module).\(name), which could run code; nothing was run",
        remedy: "Save tensors and plain data alone, or load and save the file again where you "
          + "trust it.")
    }
    return global
  }

  /// What Python would get by calling a global.
  mutating func value(
    of global: PickleGlobal, _ arguments: [PickleValue]
  ) throws(TensorFileError) -> PickleValue {
    switch (global, arguments.count) {
    case (.orderedDictionary, 0): return try addDictionary([])
    case (.defaultDictionary, 0...1): return try addDictionary([])
    case (.defaultDictionary, 2):
      // What it makes for a new key, then what it has.
      if case .dictionary = arguments[1] { return arguments[1] }
    case (.namespace, 0): return addObject()
    case (.deque, 1...2):
      // Its elements are appended later.
      if case .tuple(let node) = arguments[0], nodes[node].elements.isEmpty {
        return .list(add([]))
      }
    case (.plainType("bytes"), 0): return .bytes([])
    case (.version, 1):
      if case .text = arguments[0] { return arguments[0] }
    case (.numPyType, 1...3): return try numPyType(arguments[0])
    case (.numPyArray, 3): return addArray()
    case (.numPyScalar, 2): return try numPyScalar(arguments[0], arguments[1])
    case (.orderedDictionary, 1), (.counter, 1):
      if case .dictionary = arguments[0] { return arguments[0] }
      return try addDictionary(try pairs(arguments[0]))
    case (.set, 1), (.size, 1): return arguments[0]
    case (.byteArray, 0): return .bytes([])
    case (.byteArray, 1), (.layout, 1): return arguments[0]
    case (.complex, 2):
      return .tuple(add(arguments))
    case (.encode, 2): return .bytes(try encoded(arguments[0]))
    case (.filePath, _):
      // The first part of an absolute path is its slash.
      let path = try joined(arguments, by: "/")
      return .text(path.hasPrefix("//") ? String(path.dropFirst()) : path)
    case (.device, 1...2): return .text(try joined(arguments, by: ":"))
    case (.rebuildTensor, 4...7):
      return try tensor(arguments, type: nil)
    case (.rebuildTensorVersion3, 7...8):
      guard case .global(.type(let type)) = arguments[6] else { break }
      return try tensor(arguments, type: type)
    case (.rebuildParameter, 3...4):
      if case .tensor = arguments[0] { return arguments[0] }
    default: break
    }
    throw malformed("arguments that a global takes", "\(arguments.count) others for \(global)")
  }

  /// A storage, from the tuple ("storage", class, key, device, number of elements).
  func storage(_ value: PickleValue) throws(TensorFileError) -> TorchStorage {
    guard case .tuple(let node) = value, (5...6).contains(nodes[node].elements.count) else {
      throw malformed("a storage of five parts", "something else")
    }
    let parts = nodes[node].elements
    guard case .text("storage") = parts[0], case .global(.storage(let type)) = parts[1],
      case .text(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
    else { throw malformed("a storage of a known class, a key and a count", "something else") }
    if parts.count == 6 {
      guard case .none = parts[5] else {
        throw malformed("a storage that is no view", "a view")
      }
    }
    return TorchStorage(type: type, key: key, count: count)
  }

  private mutating func tensor(
    _ arguments: [PickleValue], type: TorchType?
  ) throws(TensorFileError) -> PickleValue {
    guard case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = integers(arguments[2]), let strides = integers(arguments[3])
    else { throw malformed("a storage, an offset, a shape and strides", "something else") }
    // Before they are kept: many tensors may name the same large tuple.
    guard max(shape.count, strides.count) <= TensorShape.rankLimit else {
      throw malformed(
        "a shape and strides of at most \(TensorShape.rankLimit) axes",
        "\(max(shape.count, strides.count))")
    }
    tensors.append(
      TorchTensor(
        storage: storage, type: type ?? storage.type, offset: offset, shape: shape,
        strides: strides))
    return .tensor(tensors.count - 1)
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let node) = value else { return nil }
    var integers: [Int] = []
    for element in nodes[node].elements {
      guard case .integer(let integer) = element else { return nil }
      integers.append(integer)
    }
    return integers
  }

  private mutating func joined(
    _ values: [PickleValue], by separator: String
  ) throws(TensorFileError) -> String {
    let texts = try texts(values)
    try makeRoom(for: texts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count })
    return texts.joined(separator: separator)
  }

  private func texts(_ values: [PickleValue]) throws(TensorFileError) -> [String] {
    var texts: [String] = []
    for value in values {
      switch value {
      case .text(let text): texts.append(text)
      case .integer(let integer): texts.append("\(integer)")
      default: throw malformed("texts", "something else")
      }
    }
    return texts
  }

  private func pairs(_ value: PickleValue) throws(TensorFileError) -> [PickleValue] {
    guard case .list(let node) = value else { throw malformed("a list of pairs", "no list") }
    var items: [PickleValue] = []
    for element in nodes[node].elements {
      switch element {
      case .tuple(let pair) where nodes[pair].elements.count == 2,
        .list(let pair) where nodes[pair].elements.count == 2:
        items += nodes[pair].elements
      default: throw malformed("a list of pairs", "something else in it")
      }
    }
    return items
  }

  /// The bytes that version 2 writes as a text of code points below 256.
  private mutating func encoded(_ value: PickleValue) throws(TensorFileError) -> [UInt8] {
    guard case .text(let text) = value else { throw malformed("a text", "something else") }
    try makeRoom(for: text.utf8.count)
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else {
        throw malformed("a text of code points below 256", "\(scalar.value)")
      }
      bytes.append(byte)
    }
    return bytes
  }
}
