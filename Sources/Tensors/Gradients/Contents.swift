/// A layer's table of contents: names and parts, in the order written.
public struct Contents: ExpressibleByDictionaryLiteral {
  /// The parts, in order.
  public let parts: [(name: String, part: any LayerPart)]

  /// Creates a table from a literal such as `["weight": weight, "bias": bias]`.
  ///
  /// - Precondition: names are not empty, do not repeat and contain neither `.` nor `/`.
  public init(dictionaryLiteral elements: (String, any LayerPart)...) {
    self.init(elements)
  }

  /// Creates a table from pairs.
  ///
  /// - Precondition: as for the literal.
  public init(_ pairs: [(String, any LayerPart)]) {
    for (index, pair) in pairs.enumerated() {
      precondition(
        !pair.0.isEmpty && !pair.0.contains { $0 == "." || $0 == "/" || $0 == "\0" },
        "a layer's part is named '\(pair.0)'; names must not be empty nor contain '.' or '/'")
      precondition(
        !pairs[..<index].contains { $0.0 == pair.0 }, "a layer names '\(pair.0)' twice")
    }
    parts = pairs.map { (name: $0.0, part: $0.1) }
  }
}
