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
}

extension CatalogueEntry {
  /// Primitive unless an entry says otherwise.
  public var constituents: [Operation]? { nil }
}
