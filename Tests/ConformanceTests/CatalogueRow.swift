import Testing

/// A row of the conformance table: one operation of the catalogue with all its cases.
struct CatalogueRow: Sendable, CustomTestStringConvertible {
  /// The operation's name in the catalogue.
  let name: String
  let cases: @Sendable () -> [ConformanceCase]

  init(_ name: String, cases: @escaping @Sendable () -> [ConformanceCase]) {
    self.name = name
    self.cases = cases
  }

  var testDescription: String { name }

  /// Every row.
  static let all: [CatalogueRow] = [
    elementwise,
    functions,
    arithmetic,
    reductions,
    extrema,
    products,
    convolutions,
    normalizations,
    batchNorms,
    groupNorms,
    pooling,
    updates,
    sequences,
    arrays,
    recurrent,
    conversions,
  ].flatMap { $0 }

  /// Lengths around vector widths, blocks of the sum rule and nothing at all.
  static let lengths = [
    0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 4095, 4096, 4097,
    8193,
  ]

  /// Lengths at which an operation in place is tried.
  static let lengthsInPlace = [9, 65, 4097]

  /// Each length with each kind of input; long ones with one kind, to save time.
  static let elementwiseInputs: [(count: Int, kind: Numbers)] = lengths.flatMap { count in
    let kinds: [Numbers] = count > 200 ? [.specials] : [.normals, .wide, .tiny, .specials]
    return kinds.map { (count, $0) }
  }
}
