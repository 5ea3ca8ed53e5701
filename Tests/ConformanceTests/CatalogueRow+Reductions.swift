import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations that make fewer elements of many.
  static let reductions = [
    CatalogueRow("sum") { sums + sumsOverSeveralAxes + typedSums },
    CatalogueRow("squaredNorm") {
      (lengths + [20_481]).flatMap { count in
        Numbers.allCases.map { kind in
          ConformanceCase(
            "squaredNorm \(count) \(kind)", [kind.array(count)], into: [.fresh(.float64, 1)]
          ) { [.squaredNorm(SquaredNorm($0[0], into: $1[0]))] }
        }
      }
    }.inBothFormats(),
    CatalogueRow("clipFactor") { clipFactors }.inBothFormats(),
    CatalogueRow("countEqual") {
      lengths.map { count in
        ConformanceCase(
          "countEqual \(count)",
          [
            Numbers.labels(count, below: 3), HostArray((0..<count).map { Int32($0 % 3) }),
            HostArray([5.0, 9.0]),
          ], into: [.updated(2)]
        ) { [.countEqual(CountEqual($0[0], $0[1], addingTo: $1[0]))] }
      }
    },
    CatalogueRow("accumulate") { accumulations }.inBothFormats(),
  ]

  private static func sum(
    _ outer: Int, _ reduced: Int, _ inner: Int, _ kind: Numbers, salt: Int = 0
  ) -> ConformanceCase {
    ConformanceCase(
      "sum \(outer)x\(reduced)x\(inner) \(kind) \(salt)",
      [kind.array(outer * reduced * inner, salt: salt)], into: [.fresh(.float32, outer * inner)]
    ) { [.sum(Sum($0[0], outer: outer, reduced: reduced, inner: inner, into: $1[0]))] }
  }

  private static var sums: [ConformanceCase] {
    let full = lengths.flatMap { count in Numbers.allCases.map { sum(1, count, 1, $0) } }
    // Two to six blocks: every way in which adjacent pairs can have an odd one left.
    let blocks = [8192, 12_289, 16_384, 20_480, 20_481].map { sum(1, $0, 1, .normals) }
    let axes = [
      (0, 5, 3), (4, 0, 3), (4, 5, 0), (5, 1, 1), (3, 70, 1), (9, 64, 1), (2, 65, 1), (17, 33, 1),
      (2, 4097, 1), (1, 70, 3), (1, 64, 17), (1, 1, 65), (1, 129, 33), (1, 2, 64), (2, 5, 7),
      (5, 65, 31), (3, 128, 16), (1, 4097, 5), (1, 8193, 2), (128, 10, 1), (1, 128, 10),
    ].flatMap { outer, reduced, inner in
      [Numbers.normals, .wide, .tiny, .sparse].map { sum(outer, reduced, inner, $0) }
    }
    // Every kind of extreme, and a full mixture in which all that matters is that NaN spreads.
    let extremes = (0..<4).map { sum(1, 4500, 1, .sparse, salt: $0) }
    return full + blocks + axes + extremes + [sum(1, 70_001, 1, .normals)]
  }

  private static var clipFactors: [ConformanceCase] {
    let squares: [[Double]] = [
      [0], [-0.0], [4], [1e-300], [1e300], [.infinity], [.nan], [0.1, 0.2], [0.1, 0.2, 0.3],
      [1, .infinity, .nan], (0..<5).map { 1.0 / Double($0 + 3) },
      (0..<8).map { 1.0 / Double($0 + 3) }, (0..<9).map { 1.0 / Double($0 + 3) },
      (0..<301).map { 1.0 / Double($0 + 3) },
    ]
    return squares.flatMap { squares in
      [0, 0.1, 1, 2, 1e300, .infinity].map { maximum in
        ConformanceCase(
          "clipFactor of \(squares.count) from \(squares[0]) to \(maximum)", [HostArray(squares)],
          into: [.fresh(.float32, 1), .fresh(.float32, 1)]
        ) {
          [
            .clipFactor(
              ClipFactor(squares: $0[0], maximum: maximum, norm: $1[0], factor: $1[1]))
          ]
        }
      }
    }
  }

  private static var accumulations: [ConformanceCase] {
    [Float(0.1), -0.0, 0x1p-149, .infinity, .nan, .greatestFiniteMagnitude].flatMap { value in
      [1.0, 64, 0.1, 0].map { weight in
        ConformanceCase(
          "accumulate \(value) · \(weight)", [HostArray([value]), HostArray([0.3, 1e15])],
          into: [.updated(1)]
        ) { [.accumulate(Accumulate($0[0], weight: weight, addingTo: $1[0]))] }
      }
    }
  }
}
