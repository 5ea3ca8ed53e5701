internal import NumericsContract

/// The element type in the header of a .npy file, such as `<f4`.
struct NumPyType: Sendable {
  /// The name that is shown.
  let name: String
  /// The type of numbers, or nil if it is another one.
  let type: ElementType?
  let byteCount: Int
  /// Bytes of a number that are in big-endian order; 1 if none are.
  let swappedByteCount: Int

  private static let numbers: [String: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
  ]

  /// Reads a description, or returns nil for one that is none of a plain type.
  init?(_ description: String) {
    guard let order = description.first, "<>|".contains(order) else { return nil }
    let code = String(description.dropFirst())
    let isSwapped = order == ">"
    if let type = Self.numbers[code] {
      guard order != "|" || type.byteCount == 1 else { return nil }
      self.init(type.rawValue, type, type.byteCount, swapping: isSwapped ? type.byteCount : 1)
      return
    }
    let letter = code.prefix(1)
    let digits = code.dropFirst().prefix { $0.isASCII && $0.isNumber }
    guard let size = Int(digits), (1...1 << 20).contains(size) else { return nil }
    let unit = code.dropFirst(1 + digits.count)
    switch letter {
    case "c" where (size == 8 || size == 16) && order != "|" && unit.isEmpty:
      self.init("complex\(8 * size)", nil, size, swapping: isSwapped ? size / 2 : 1)
    case "U" where unit.isEmpty: self.init(description, nil, 4 * size, swapping: isSwapped ? 4 : 1)
    case "S" where unit.isEmpty, "V" where unit.isEmpty: self.init(description, nil, size)
    case "M" where size == 8, "m" where size == 8:
      self.init(description, nil, size, swapping: isSwapped ? size : 1)
    default: return nil
    }
  }

  private init(_ name: String, _ type: ElementType?, _ byteCount: Int, swapping: Int = 1) {
    self.name = name
    self.type = type
    self.byteCount = byteCount
    swappedByteCount = swapping
  }

  /// What NumPy writes for a type of numbers, or nil if it has none.
  static func description(of type: ElementType) -> String? {
    switch type {
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .uint64: "<u8"
    case .bool: "|b1"
    case .bfloat16: nil
    }
  }
}
