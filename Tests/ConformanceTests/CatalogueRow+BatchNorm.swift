import Devices
import NumericsContract

extension CatalogueRow {
  /// Batch norm: statistics of columns, forward pass, gradient.
  static let batchNorms = [
    CatalogueRow("batchStatistics") {
      shapes.flatMap { shape in kinds(shape).map { statistics(shape, $0) } }
    },
    CatalogueRow("batchNorm") {
      shapes.flatMap { shape in kinds(shape).map { forward(shape, $0) } }
    },
    CatalogueRow("batchNormGradient") {
      shapes.flatMap { shape in
        kinds(shape).flatMap { [gradient(shape, $0), gradient(shape, $0, isGiven: true)] }
      }
    },
  ].map { $0.inBothFormats() }

  private typealias Matrix = (rows: Int, columns: Int)

  /// Rows around lanes and blocks, columns around vectors and strips, enough of both for several tasks.
  private static let shapes: [Matrix] = [
    (0, 3), (1, 1), (3, 2), (2, 7), (63, 8), (64, 9), (65, 15), (7, 16), (129, 17), (3, 31),
    (2, 32), (5, 33), (66, 63), (4, 64), (3, 65), (70, 130),
    (4096, 3), (4097, 9), (8200, 5), (300, 129),
  ]

  private static func kinds(_ shape: Matrix) -> [Numbers] {
    shape.rows * shape.columns > 2000 ? [.specials] : [.normals, .wide, .tiny, .sparse]
  }

  private static func statistics(_ shape: Matrix, _ kind: Numbers) -> ConformanceCase {
    let (rows, columns) = shape
    // Large inputs have no special values, or every column would be NaN.
    let kind = rows * columns > 2000 ? Numbers.normals : kind
    return ConformanceCase(
      "batchStatistics \(rows)x\(columns) \(kind)", [kind.array(rows * columns)],
      into: [.fresh(.float32, columns), .fresh(.float32, columns)]
    ) {
      [
        .batchStatistics(
          BatchStatistics($0[0], rows: rows, columns: columns, mean: $1[0], variance: $1[1]))
      ]
    }
  }

  /// Statistics that need not be the input's own; some variances are +0, some negative.
  private static func vectors(_ columns: Int) -> [HostArray] {
    let variances = Numbers.normals.make(columns, salt: 2).enumerated().map { place, v in
      place % 5 == 4 ? 0 : place % 7 == 6 ? -v.magnitude : v.magnitude
    }
    return [
      Numbers.normals.array(columns, salt: 1), HostArray(variances),
      Numbers.normals.array(columns, salt: 3),
    ]
  }

  private static func forward(_ shape: Matrix, _ kind: Numbers) -> ConformanceCase {
    let (rows, columns) = shape
    let epsilon = rows % 2 == 0 ? 1e-5 : 0
    return ConformanceCase(
      "batchNorm \(rows)x\(columns) \(kind), ε \(epsilon)",
      [kind.array(rows * columns)] + vectors(columns) + [Numbers.normals.array(columns, salt: 4)],
      into: [.fresh(.float32, rows * columns)]
    ) {
      [
        .batchNorm(
          BatchNormForward(
            $0[0], mean: $0[1], variance: $0[2], gamma: $0[3], beta: $0[4], epsilon: epsilon,
            rows: rows, columns: columns, into: $1[0]))
      ]
    }
  }

  private static func gradient(
    _ shape: Matrix, _ kind: Numbers, isGiven: Bool = false
  ) -> ConformanceCase {
    let (rows, columns) = shape
    let kind = rows * columns > 2000 ? Numbers.normals : kind
    let epsilon = rows % 2 == 0 ? 1e-5 : 0
    return ConformanceCase(
      "batchNormGradient \(rows)x\(columns) \(kind), ε \(epsilon)\(isGiven ? ", given" : "")",
      [kind.array(rows * columns), Numbers.normals.array(rows * columns, salt: 5)]
        + vectors(columns),
      into: [
        .fresh(.float32, rows * columns), .fresh(.float32, columns), .fresh(.float32, columns),
      ]
    ) {
      [
        .batchNormGradient(
          BatchNormGradient(
            upstream: $0[0], input: $0[1], mean: $0[2], variance: $0[3], gamma: $0[4],
            epsilon: epsilon, throughStatistics: !isGiven, rows: rows, columns: columns,
            into: $1[0], gammaGradient: $1[1], betaGradient: $1[2]))
      ]
    }
  }
}
