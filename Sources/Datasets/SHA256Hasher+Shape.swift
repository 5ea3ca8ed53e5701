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
}
