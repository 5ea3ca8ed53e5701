/// Arithmetic on shapes that a file claims, which nobody has vouched for.
enum TensorShape {
  /// Most axes a tensor may have, so that no walk over a shape is long.
  static let rankLimit = 64

  /// Number of elements; nil if a length is negative, or a product leaves the range of Int.
  ///
  /// Lengths of zero do not hide an overflow of the others.
  static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for length in shape where length != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length > 0, !overflow else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// Number of bytes of elements that have `bits` bits each; nil if it is no whole number in range.
  static func byteCount(_ shape: [Int], bits: Int) -> Int? {
    guard let count = count(shape) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: bits)
    guard !overflow, product % 8 == 0 else { return nil }
    return product / 8
  }
}
