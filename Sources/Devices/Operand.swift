public import NumericsContract

/// A contiguous run of elements inside a storage: what an operation reads or writes.
public struct Operand: Sendable {
  /// The storage that holds the elements.
  public let storage: Storage
  /// Position of the first element, in elements of `type`.
  public let offset: Int
  /// Number of elements.
  public let count: Int
  /// Type of the elements.
  public let type: ElementType

  /// Creates a view of `count` elements of `storage`, starting at element `offset`.
  ///
  /// - Precondition: the run lies inside the storage.
  public init(_ storage: Storage, type: ElementType, offset: Int = 0, count: Int) {
    precondition(
      offset >= 0 && count >= 0 && (offset + count) * type.byteCount <= storage.byteCount,
      """
      operand of \(count) \(type.rawValue) elements at \(offset) does not fit \
      a storage of \(storage.byteCount) bytes
      """)
    self.storage = storage
    self.type = type
    self.offset = offset
    self.count = count
  }

  /// Position of the first byte in the storage.
  public var byteOffset: Int { offset * type.byteCount }

  /// The type with a space before it; nothing for binary32, which most operations compute in.
  var typeLabel: String { type == .float32 ? "" : " \(type.rawValue)" }

  /// Size of the run in bytes.
  public var byteCount: Int { count * type.byteCount }
}
