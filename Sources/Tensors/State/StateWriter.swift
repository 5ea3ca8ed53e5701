public import NumericsContract

/// Collects the leaves of a state tree; components write below a path of their own.
public struct StateWriter {
  private var entries: [StateEntry] = []
  private var prefix = ""
  private var failure: (any Error)?

  /// Creates a writer at the root.
  public init() {}

  /// The tree of everything written.
  ///
  /// - Throws: the first failure of a device that was met while its tensors were read.
  public func finish() throws -> StateTree {
    if let failure { throw failure }
    return StateTree(entries)
  }

  /// Remembers that a leaf could not be read; `finish` throws it.
  mutating func fail(_ error: any Error) {
    if failure == nil { failure = error }
  }

  /// Writes below `name` (one component or several separated by `/`).
  public mutating func group(_ name: String, _ body: (inout StateWriter) -> Void) {
    let outer = prefix
    prefix += "/" + name
    body(&self)
    prefix = outer
  }

  /// Writes a leaf from little-endian bytes.
  public mutating func write(
    _ name: String, type: ElementType, shape: [Int], bytes: [UInt8]
  ) {
    entries.append(
      StateEntry(path: prefix + "/" + name, type: type, shape: shape, bytes: bytes))
  }

  /// Writes a scalar as uint64.
  public mutating func write(_ name: String, _ value: UInt64) {
    write(name, type: .uint64, shape: [], bytes: LittleEndian.bytes(of: value))
  }

  /// Writes yes as the uint64 scalar 1, no as 0.
  public mutating func write(_ name: String, _ value: Bool) {
    write(name, value ? 1 : 0 as UInt64)
  }

  /// Writes a scalar as float64; a NaN in its canonical bits (NUM-009).
  public mutating func write(_ name: String, _ value: Double) {
    write(name, type: .float64, shape: [], bytes: LittleEndian.bytes(of: value.canonicalBits))
  }

  /// Writes numbers as a float64 vector; NaNs in their canonical bits (NUM-009).
  public mutating func write(_ name: String, _ values: [Double]) {
    write(
      name, type: .float64, shape: [values.count],
      bytes: values.flatMap { LittleEndian.bytes(of: $0.canonicalBits) })
  }

  /// Writes text as a uint8 vector of its UTF-8 bytes.
  public mutating func write(_ name: String, text: String) {
    let bytes = Array(text.utf8)
    write(name, type: .uint8, shape: [bytes.count], bytes: bytes)
  }

  /// Writes paths as one text, separated by NUL, which no path contains.
  public mutating func write(_ name: String, list: [String]) {
    write(name, text: list.joined(separator: "\0"))
  }
}
