/// Carries out the instructions of a pickle that make plain data and tensors, and refuses the rest.
///
/// A pickle is a program. This machine has no instruction that imports, calls or creates anything of
/// the world outside of it: the names in a pickle are looked up in a list of words, ``PickleGlobal``.
struct PickleMachine {
  let source: FileSource
  let bytes: [UInt8]
  private(set) var position = 0
  /// Where the instruction that is carried out starts.
  private(set) var place = 0
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  var nodes: [PickleNode] = []
  var tensors: [TorchTensor] = []

  /// Values in `nodes`, those that are there several times counted as often.
  private var elementCount = 0
  /// Bytes of texts that are not in the pickle, but were made of those that are.
  private var madeByteCount = 0

  /// Values that may be on the stack, remembered, in others, or contain others: a few instructions can
  /// copy what many have made.
  let valueLimit: Int
  /// Bytes of texts that are made.
  var byteLimit: Int { 64 * valueLimit }

  init(_ source: FileSource, _ bytes: [UInt8], valueLimit: Int = 1 << 22) {
    self.source = source
    self.bytes = bytes
    self.valueLimit = valueLimit
  }

  /// Carries out the whole pickle and returns its value.
  mutating func run() throws(TensorFileError) -> PickleValue {
    while true {
      place = position
      let byte = try byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw error(
          .unsafe, expected: "an instruction that makes plain data",
          found: "\(PickleOpcode.name(refused: byte)), which is refused; nothing was run",
          remedy: "Save the tensors again with torch.save of a current PyTorch.")
      }
      if opcode == .stop { break }
      try carryOut(opcode)
      let count = max(
        max(stack.count, marks.count, memo.count), max(nodes.count, elementCount, tensors.count))
      guard count <= valueLimit else {
        throw error(
          .tooLarge, expected: "at most \(valueLimit) values", found: "more",
          remedy: "Save only the tensors.")
      }
    }
    let value = try pop()
    guard stack.isEmpty, marks.isEmpty, position == bytes.count else {
      throw malformed("one value and the end of the pickle", "more after it")
    }
    return value
  }

  private mutating func carryOut(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .version: try checkVersion()
    case .frame: _ = try word(8)
    case .mark: marks.append(stack.count)
    case .stop: break
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .none: stack.append(.none)
    case .newTrue: stack.append(.truth(true))
    case .newFalse: stack.append(.truth(false))
    case .integer1: stack.append(.integer(Int(try word(1))))
    case .integer2: stack.append(.integer(Int(try word(2))))
    case .integer4:
      stack.append(.integer(Int(Int32(truncatingIfNeeded: try word(4)))))
    case .long1: stack.append(Self.integer(Array(try take(Int(try word(1))))))
    case .binaryFloat:
      stack.append(.real(Double(bitPattern: try word(8).byteSwapped)))
    case .unicode1: try pushText(1)
    case .unicode4: try pushText(4)
    case .unicode8: try pushText(8)
    case .bytes1, .string1: try pushBytes(1)
    case .bytes4, .string4: try pushBytes(4)
    case .bytes8, .byteArray8: try pushBytes(8)
    case .emptyTuple: stack.append(.tuple(add([])))
    case .tuple1: try makeTuple(1)
    case .tuple2: try makeTuple(2)
    case .tuple3: try makeTuple(3)
    case .tuple:
      let elements = try popToMark()
      stack.append(.tuple(add(elements)))
    case .emptyList, .emptySet: stack.append(.list(add([])))
    case .list, .frozenSet:
      let elements = try popToMark()
      stack.append(.list(add(elements)))
    case .append:
      let element = try pop()
      try appendToList([element])
    case .appends, .addItems: try appendToList(try popToMark())
    case .emptyDictionary: stack.append(.dictionary(add([])))
    case .dictionary:
      let items = try popToMark()
      stack.append(.dictionary(add([])))
      try setItems(items)
    case .setItem:
      let element = try pop()
      let key = try pop()
      try setItems([key, element])
    case .setItems: try setItems(try popToMark())
    case .put1: memo[Int(try word(1))] = try top()
    case .put4: memo[Int(try word(4))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get1: try recall(Int(try word(1)))
    case .get4: try recall(Int(try word(4)))
    case .global: stack.append(.global(try global(module: try line(), name: try line())))
    case .stackGlobal:
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw malformed("two texts for a global", "something else")
      }
      stack.append(.global(try global(module: module, name: name)))
    case .persistent:
      let value = try pop()
      stack.append(.storage(try storage(value)))
    case .reduce, .newObject:
      guard case .tuple(let arguments) = try pop(), case .global(let global) = try pop() else {
        throw malformed("a global and a tuple of arguments", "something else")
      }
      stack.append(try value(of: global, nodes[arguments].elements))
    case .build:
      let state = try pop()
      try build(try top(), state)
    }
  }
}

// MARK: - Bytes

extension PickleMachine {
  private mutating func byte() throws(TensorFileError) -> UInt8 {
    guard position < bytes.count else {
      throw malformed("an instruction", "the end of the pickle")
    }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) throws(TensorFileError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else {
      throw malformed(
        "\(count) bytes", "\(bytes.count - position) bytes up to the end of the pickle")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func word(_ count: Int) throws(TensorFileError) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A length, which the bytes that follow bound.
  private mutating func length(_ count: Int) throws(TensorFileError) -> Int {
    Int(clamping: try word(count))
  }

  private mutating func pushText(_ count: Int) throws(TensorFileError) {
    let bytes = try take(try length(count))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw malformed("a text in UTF-8", "other bytes")
    }
    stack.append(.text(text))
  }

  private mutating func pushBytes(_ count: Int) throws(TensorFileError) {
    stack.append(.bytes(Array(try take(try length(count)))))
  }

  private mutating func line() throws(TensorFileError) -> String {
    guard let end = bytes[position...].prefix(1000).firstIndex(of: UInt8(ascii: "\n")),
      let text = String(validating: bytes[position..<end], as: UTF8.self)
    else { throw malformed("a name of a global", "other bytes") }
    position = end + 1
    return text
  }

  private mutating func checkVersion() throws(TensorFileError) {
    let version = try word(1)
    guard version <= 5 else { throw malformed("a pickle of version 2 to 5", "\(version)") }
  }

  private static func integer(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .largeInteger(bytes) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    let word = bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
    return .integer(word)
  }
}

// MARK: - Stack

extension PickleMachine {
  private mutating func pop() throws(TensorFileError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw malformed("a value on the stack", "none")
    }
    return value
  }

  private func top() throws(TensorFileError) -> PickleValue {
    guard let value = stack.last else { throw malformed("a value on the stack", "none") }
    return value
  }

  private mutating func popToMark() throws(TensorFileError) -> [PickleValue] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw malformed("a mark on the stack", "none")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(TensorFileError) {
    guard let value = memo[index] else {
      throw malformed("a remembered value \(index)", "none")
    }
    stack.append(value)
  }

  mutating func add(_ elements: [PickleValue]) -> Int {
    elementCount += elements.count
    nodes.append(PickleNode(elements: elements))
    return nodes.count - 1
  }

  private mutating func makeTuple(_ count: Int) throws(TensorFileError) {
    var elements: [PickleValue] = []
    for _ in 0..<count { elements.append(try pop()) }
    stack.append(.tuple(add(elements.reversed())))
  }

  private mutating func appendToList(_ elements: [PickleValue]) throws(TensorFileError) {
    guard case .list(let node) = try top() else {
      throw malformed("a list to append to", "something else")
    }
    elementCount += elements.count
    nodes[node].elements += elements
  }

  private mutating func setItems(_ items: [PickleValue]) throws(TensorFileError) {
    guard case .dictionary(let node) = try top(), items.count % 2 == 0 else {
      throw malformed("a dictionary, and a value for each key", "something else")
    }
    elementCount += items.count
    for index in stride(from: 0, to: items.count, by: 2) {
      nodes[node].keys.append(items[index])
      nodes[node].elements.append(items[index + 1])
    }
  }

  /// Adds a dictionary of keys and elements.
  mutating func addDictionary(_ items: [PickleValue]) throws(TensorFileError) -> PickleValue {
    stack.append(.dictionary(add([])))
    try setItems(items)
    return try pop()
  }
}

// MARK: - Limits

extension PickleMachine {
  /// Throws if texts of `count` bytes more were too much: a text that is joined with itself again and
  /// again is soon larger than any memory.
  mutating func makeRoom(for count: Int) throws(TensorFileError) {
    madeByteCount += count
    guard madeByteCount <= byteLimit else {
      throw error(
        .tooLarge, expected: "at most \(byteLimit) bytes of texts put together",
        found: "more", remedy: "Save only the tensors.")
    }
  }
}

// MARK: - Errors

extension PickleMachine {
  func error(
    _ kind: TensorFileError.Kind, expected: String, found: String, remedy: String
  ) -> TensorFileError {
    source.error(kind, at: place, expected: expected, found: found, remedy: remedy)
  }

  func malformed(_ expected: String, _ found: String) -> TensorFileError {
    source.malformed(at: place, expected: expected, found: found)
  }
}
