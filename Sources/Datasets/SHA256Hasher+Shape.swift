import NumericsContract

extension SHA256Hasher {
  /// Appends the first length, the rank of what follows it, and the lengths that follow.
  ///
  /// The rank keeps two shapes from having the same bytes as one shape and some data.
  mutating func update(shape: [Int]) {
    guard let count = shape.first else { preconditionFailure("a batch has at least one axis") }
    update(le64: UInt64(count))
    update(le64: UInt64(shape.count - 1))
    for length in shape.dropFirst() { update(le64: UInt64(length)) }
  }

  /// Appends the name of a type and a zero byte.
  mutating func update(name type: ElementType) {
    update(utf8: type.rawValue)
    update(byte: 0)
  }

  /// Appends numbers, little-endian.
  mutating func update(numbers: HostNumbers) {
    switch numbers {
    case .float32(let values): update(floats: values)
    case .int32(let values): update(int32s: values)
    }
  }
}
