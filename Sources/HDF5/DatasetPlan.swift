public import NumericsContract

/// A dataset to be given a place in a file: its path, its element type and its shape.
public struct DatasetPlan: Sendable, Hashable {
  /// The absolute path, such as `/model/hidden/weight`: components of valid UTF-8 separated by
  /// single slashes, none of them empty, `.` or `..`, and none with a NUL.
  public var path: String

  /// The type of the elements, stored little-endian.
  public var type: ElementType

  /// The extents, outermost first; `[]` is a scalar, and an extent of 0 means no elements at all.
  public var shape: [Int]

  /// Makes a plan; ``Skeleton/build(attributes:datasets:closing:)`` checks it.
  public init(path: String, type: ElementType, shape: [Int]) {
    self.path = path
    self.type = type
    self.shape = shape
  }
}

extension DatasetPlan {
  /// The largest rank that an HDF5 dataspace can have.
  static let maximumRank = 32

  /// The number of bytes that the elements occupy.
  ///
  /// **Throws** ``HDF5Error`` if the rank exceeds 32, an extent is negative, or the product of the
  /// extents and the element size leaves the range of `Int`.
  func payloadByteCount() throws(HDF5Error) -> Int {
    guard shape.count <= Self.maximumRank else {
      throw .invalidPlan(
        path: path, found: "rank \(shape.count)", expected: "a rank of at most \(Self.maximumRank)",
        remedy: "Store the tensor with neighbouring extents merged.")
    }
    if let negative = shape.first(where: { $0 < 0 }) {
      throw .invalidPlan(
        path: path, found: "the extent \(negative)", expected: "extents of 0 or more",
        remedy: "Correct the shape \(shape).")
    }
    // A zero extent makes the product zero whatever the others are; it must not hide an overflow
    // from readers that multiply in another order, so the other extents are still multiplied.
    var product = type.byteCount
    for extent in shape where extent != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .invalidPlan(
          path: path, found: "the shape \(shape) of \(type.rawValue)",
          expected: "a byte count below 2^63",
          remedy: "No file can hold this tensor; correct its shape.")
      }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }

  /// The components of the path.
  ///
  /// **Throws** ``HDF5Error`` for a path that is not absolute or has a component that HDF5 or the
  /// strict reader would not accept.
  func components() throws(HDF5Error) -> [String] {
    guard path.utf8.first == UInt8(ascii: "/") else {
      throw .invalidPlan(
        path: path, found: "a path without a leading \"/\"", expected: "an absolute path",
        remedy: "Write \"/\(path)\".")
    }
    let parts = path.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    // The cuts fall on ASCII bytes, so every part is valid UTF-8 again.
    let names = parts.map { String(decoding: $0, as: UTF8.self) }
    guard names.count <= FormatLimits.depth else {
      throw .invalidPlan(
        path: path, found: "\(names.count) components",
        expected: "at most \(FormatLimits.depth)", remedy: "Nest the groups less deeply.")
    }
    for name in names where !FormatLimits.isPermitted(linkName: name) {
      throw .invalidPlan(
        path: path, found: "the component \"\(name)\"",
        expected: "1 to \(FormatLimits.nameByteCount) bytes, not \".\" or \"..\", without NUL",
        remedy: "Rename it.")
    }
    return names
  }
}
