public import NumericsContract

/// An array of numbers as a file holds it: shape, type, and bytes that nobody has looked at yet.
public struct NumericArray: Sendable {
  /// The file, and what in it, as an error names them.
  public let name: String
  /// Lengths of the axes; none for a single number.
  public let shape: [Int]
  /// Type of the numbers in the file.
  public let type: ElementType
  /// Number of elements.
  public let count: Int

  private let bytes: ArraySlice<UInt8>
  private let isBigEndian: Bool
  private let isColumnMajor: Bool
  /// Where the first element is in the file, where that is known.
  private let firstByte: Int?

  /// Takes bytes, as many as shape and type ask for.
  init(
    name: String, shape: [Int], type: ElementType, bytes: ArraySlice<UInt8>,
    isBigEndian: Bool = false, isColumnMajor: Bool = false, firstByte: Int?
  ) {
    self.name = name
    self.shape = shape
    self.type = type
    count = shape.contains(0) ? 0 : shape.reduce(1, *)
    precondition(bytes.count == count * type.byteCount, "\(name): \(bytes.count) bytes, \(shape)")
    self.bytes = bytes
    self.isBigEndian = isBigEndian
    self.isColumnMajor = isColumnMajor && shape.count > 1
    self.firstByte = firstByte
  }

  /// The bytes of a row-major array of bytes.
  var rawBytes: [UInt8] {
    precondition(type == .uint8 && !isColumnMajor, "\(name) holds \(type.rawValue)")
    return Array(bytes)
  }

  /// The numbers as binary32, row-major.
  ///
  /// **Numerics** Integers and binary64 numbers round once, to nearest even; the others are exact.
  ///
  /// **Throws** `malformedFile` where a truth value is neither 0 nor 1.
  public func floats() throws(DatasetError) -> [Float] {
    switch type {
    case .float16, .bfloat16:
      let format = type == .float16 ? NarrowFormat.binary16 : .bfloat16
      return try map(UInt16.self) { Float(format.number(bits: $0)) }
    case .float32: return try map(UInt32.self) { Float(bitPattern: $0) }
    case .float64: return try map(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .int8: return try map(Int8.self) { Float($0) }
    case .int16: return try map(Int16.self) { Float($0) }
    case .int32: return try map(Int32.self) { Float($0) }
    case .int64: return try map(Int64.self) { Float($0) }
    case .uint8: return try map(UInt8.self) { Float($0) }
    case .uint16: return try map(UInt16.self) { Float($0) }
    case .uint32: return try map(UInt32.self) { Float($0) }
    case .uint64: return try map(UInt64.self) { Float($0) }
    case .bool: return try map(UInt8.self) { $0 < 2 ? Float($0) : nil }
    }
  }

  /// The numbers as int32, row-major.
  ///
  /// **Throws** `malformedFile` where a number is no integer of that type.
  public func integers() throws(DatasetError) -> [Int32] {
    switch type {
    case .float16, .bfloat16, .float32: return try integers(of: try floats())
    case .float64: return try integers(of: try map(UInt64.self) { Double(bitPattern: $0) })
    case .int8: return try map(Int8.self) { Int32($0) }
    case .int16: return try map(Int16.self) { Int32($0) }
    case .int32: return try map(Int32.self) { $0 }
    case .int64: return try map(Int64.self) { Int32(exactly: $0) }
    case .uint8: return try map(UInt8.self) { Int32($0) }
    case .uint16: return try map(UInt16.self) { Int32($0) }
    case .uint32: return try map(UInt32.self) { Int32(exactly: $0) }
    case .uint64: return try map(UInt64.self) { Int32(exactly: $0) }
    case .bool: return try map(UInt8.self) { $0 < 2 ? Int32($0) : nil }
    }
  }

  private func integers(
    of numbers: [some BinaryFloatingPoint]
  ) throws(DatasetError) -> [Int32] {
    var results: [Int32] = []
    results.reserveCapacity(numbers.count)
    for number in numbers {
      guard let integer = Int32(exactly: number) else {
        throw refusal(results.count, found: "\(number)")
      }
      results.append(integer)
    }
    return results
  }

  private func map<Word: FixedWidthInteger, Result>(
    _ word: Word.Type, _ convert: (Word) -> Result?
  ) throws(DatasetError) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(count)
    let size = MemoryLayout<Word>.size
    for index in 0..<count {
      let raw = unsafe bytes.withUnsafeBytes { buffer in
        unsafe buffer.loadUnaligned(fromByteOffset: place(of: index) * size, as: Word.self)
      }
      let number = isBigEndian ? Word(bigEndian: raw) : Word(littleEndian: raw)
      guard let result = convert(number) else {
        throw refusal(index, found: "\(number)")
      }
      results.append(result)
    }
    return results
  }

  /// Where an element is among those of the file.
  private func place(of index: Int) -> Int {
    guard isColumnMajor else { return index }
    var (rest, place, stride) = (index, 0, count)
    for length in shape.reversed() {
      stride /= length
      place += rest % length * stride
      rest /= length
    }
    return place
  }

  private func refusal(_ index: Int, found: String) -> DatasetError {
    .malformed(
      name, at: firstByte.map { $0 + place(of: index) * type.byteCount }, place: "element \(index)",
      expected: type == .bool ? "0 or 1" : "an integer of 32 bits", found: found)
  }
}
