internal import NumericsContract

/// Objects that get their contents after they are made: those with attributes, and those of NumPy.
extension PickleMachine {
  mutating func addObject() -> PickleValue { .object(add([])) }

  mutating func addArray() -> PickleValue { .numPyArray(add([])) }

  /// Gives an object its contents; it refers to them, so that no pickle makes copies of copies.
  mutating func build(_ object: PickleValue, _ state: PickleValue) throws(TensorFileError) {
    switch (object, state) {
    case (.dictionary, _):
      // Ordered dictionaries of PyTorch have the versions of their layers, which say nothing here.
      return
    case (.object(let node), .dictionary):
      nodes[node].elements = [state]
      return
    case (.numPyType(let node), .tuple(let parts)):
      // A version, the order of bytes, and what only other types have.
      guard nodes[parts].elements.count >= 2, case .text = nodes[parts].elements[1] else { break }
      nodes[node].elements[1] = nodes[parts].elements[1]
      return
    case (.numPyArray(let node), .tuple(let parts)):
      // A version, then shape, type, whether the first axis is the fastest, and bytes.
      guard nodes[parts].elements.count == 5 else { break }
      nodes[node].elements = Array(nodes[parts].elements.dropFirst())
      return
    default: break
    }
    throw malformed("attributes of a dictionary or a namespace", "attributes of something else")
  }

  /// A type of NumPy from its code.
  mutating func numPyType(_ code: PickleValue) throws(TensorFileError) -> PickleValue {
    guard case .text = code else { throw malformed("a NumPy type's code", "something else") }
    return .numPyType(add([code, .text("<")]))
  }

  /// A number of NumPy from its type and its bytes.
  func numPyScalar(
    _ type: PickleValue, _ bytes: PickleValue
  ) throws(TensorFileError) -> PickleValue {
    guard let type = numPyType(of: type), case .bytes(let bytes) = bytes,
      bytes.count == type.byteCount
    else { throw malformed("a NumPy type of plain numbers, and bytes of one", "something else") }
    guard let plain = type.type else { return .bytes(bytes) }
    let ordered = type.swappedByteCount > 1 ? bytes.reversed() : bytes
    let word = ordered.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch plain {
    case .bool: return .truth(word != 0)
    case .float64: return .real(Double(bitPattern: word))
    case .float32: return .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: word))))
    case .float16, .bfloat16:
      let format = plain == .float16 ? NarrowFormat.binary16 : .bfloat16
      return .real(format.number(bits: UInt16(truncatingIfNeeded: word)))
    case .uint8, .uint16, .uint32: return .integer(Int(word))
    case .uint64: return Int(exactly: word).map { .integer($0) } ?? .largeInteger(ordered + [0])
    case .int8, .int16, .int32, .int64:
      let unused = 64 - 8 * plain.byteCount
      return .integer(Int(truncatingIfNeeded: Int64(bitPattern: word << unused) >> unused))
    }
  }

  /// What a value says of NumPy's types; nil if it is none of plain numbers, texts or bytes.
  func numPyType(of value: PickleValue) -> NumPyType? {
    guard case .numPyType(let node) = value, nodes[node].elements.count == 2,
      case .text(let code) = nodes[node].elements[0],
      case .text(let order) = nodes[node].elements[1]
    else { return nil }
    return NumPyType(order + code)
  }
}
