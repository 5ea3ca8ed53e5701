import NumericsContract

/// What every operation of the catalogue says about itself.
public protocol CatalogueEntry: Sendable {
  /// Name and attributes in one line, equal on every device, such as `matmul 64x10x64 bT`.
  var signature: String { get }

  /// Operands that are read, in a fixed order.
  var inputs: [Operand] { get }

  /// Operands that are written, in a fixed order. An operand that is updated in place is in both.
  var outputs: [Operand] { get }

  /// The operations that a composite stands for, in order; nil for a primitive one.
  var constituents: [Operation]? { get }

  /// Multiplications, additions and the like, for people who want to know how fast a device is: 2mnk for
  /// a product of matrices, one for each element written by most others.
  var floatingPointOperations: Int { get }
}

extension CatalogueEntry {
  /// Primitive unless an entry says otherwise.
  public var constituents: [Operation]? { nil }

  /// The sum of the constituents' counts; one for each element written by a primitive operation, unless an
  /// entry says otherwise.
  public var floatingPointOperations: Int {
    constituents?.reduce(0) { $0 + $1.entry.floatingPointOperations }
      ?? outputs.reduce(0) { $0 + $1.count }
  }

  /// Bytes read and written if nothing is kept in a cache.
  public var byteCount: Int {
    (inputs + outputs).reduce(0) { $0 + $1.count * $1.type.byteCount }
  }

  /// The operation's name without its attributes, such as `matmul`.
  public var kind: String { String(signature.prefix { $0 != " " }) }
}
