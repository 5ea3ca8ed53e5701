import Devices
import NumericsContract

extension CatalogueRow {
  /// Matrix products.
  static let products = [
    CatalogueRow("matmul") { matmuls + doubleMatmuls },
    CatalogueRow("linear") { linears + doubleLinears },
  ]

  private struct Shape {
    let m: Int
    let n: Int
    let k: Int
  }

  /// Empty in each axis, inner sizes around panels, outer sizes around vectors and tiles.
  private static let shapes: [Shape] =
    [(0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1)].map(Shape.init)
    + [2, 7, 8, 9, 63, 65, 255, 256, 257, 511, 512, 513, 700].map { Shape(m: 3, n: 5, k: $0) }
    + [7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129].flatMap {
      [Shape(m: $0, n: 3, k: 5), Shape(m: 3, n: $0, k: 5)]
    }
    + [
      (1, 65, 300), (65, 1, 300), (17, 33, 260), (33, 31, 9), (64, 10, 64), (1, 530, 19),
      (70, 1, 512),
    ].map(
      Shape.init)

  private static func matmul(
    _ shape: Shape, _ kind: Numbers, transposeA: Bool, transposeB: Bool
  ) -> ConformanceCase {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    return ConformanceCase(
      "matmul \(m)x\(n)x\(k)\(transposeA ? " aT" : "")\(transposeB ? " bT" : "") \(kind)",
      [kind.array(m * k), kind.array(k * n, salt: 1)], into: [.fresh(.float32, m * n)]
    ) {
      [
        .matmul(
          Matmul(
            $0[0], $0[1], m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB,
            into: $1[0]))
      ]
    }
  }

  private static var matmuls: [ConformanceCase] {
    let normal = shapes.flatMap { shape in
      [(false, false), (true, false), (false, true), (true, true)].map {
        matmul(shape, .normals, transposeA: $0, transposeB: $1)
      }
    }
    let extreme = [Shape(m: 9, n: 17, k: 5), Shape(m: 5, n: 7, k: 257), Shape(m: 1, n: 3, k: 1)]
      .flatMap { shape in
        Numbers.allCases.flatMap { kind in
          [false, true].map { matmul(shape, kind, transposeA: false, transposeB: $0) }
        }
      }
    // Shared; in blocks of rows and more than one panel; more rows than read a packed tile at once.
    let large = [
      Shape(m: 97, n: 101, k: 70), Shape(m: 130, n: 33, k: 300), Shape(m: 515, n: 18, k: 257),
    ].flatMap { shape in
      [false, true].map { matmul(shape, .normals, transposeA: false, transposeB: $0) }
    }
    return normal + extreme + large + batches
  }

  private static var batches: [ConformanceCase] {
    let shapes: [(batch: Int, shape: Shape)] = [
      (0, Shape(m: 2, n: 3, k: 4)), (2, Shape(m: 3, n: 2, k: 0)), (3, Shape(m: 1, n: 9, k: 5)),
      (3, Shape(m: 9, n: 1, k: 5)), (4, Shape(m: 7, n: 17, k: 9)), (2, Shape(m: 5, n: 3, k: 300)),
    ]
    let all = shapes.flatMap { batch, shape in
      [(false, false), (true, false), (false, true), (true, true)].flatMap { left, right in
        [(false, false), (true, false), (false, true)].map {
          batched(batch, shape, repeats: $0, transposes: (left, right))
        }
      }
    }
    // Enough multiplications to be shared.
    let shared = batched(
      20, Shape(m: 24, n: 24, k: 24), repeats: (false, false), transposes: (false, true))
    return all + [shared]
  }

  private static func batched(
    _ batch: Int, _ shape: Shape, repeats: (Bool, Bool), transposes: (Bool, Bool)
  ) -> ConformanceCase {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    return ConformanceCase(
      "matmul \(batch) of \(m)x\(n)x\(k), repeats \(repeats), transposes \(transposes)",
      [
        Numbers.normals.array((repeats.0 ? 1 : batch) * m * k),
        Numbers.normals.array((repeats.1 ? 1 : batch) * k * n, salt: 1),
      ], into: [.fresh(.float32, batch * m * n)]
    ) {
      [
        .matmul(
          Matmul(
            $0[0], $0[1], batch: batch, repeatsA: repeats.0, repeatsB: repeats.1, m: m, n: n,
            k: k, transposeA: transposes.0, transposeB: transposes.1, into: $1[0]))
      ]
    }
  }

  private static var linears: [ConformanceCase] {
    (shapes + [Shape(m: 67, n: 70, k: 65)]).flatMap { shape in
      let kinds: [Numbers] = shape.k < 10 ? [.normals, .tiny, .sparse] : [.normals]
      return kinds.map { linear(shape.m, shape.n, shape.k, $0) }
    }
  }

  private static func linear(_ m: Int, _ n: Int, _ k: Int, _ kind: Numbers) -> ConformanceCase {
    ConformanceCase(
      "linear \(m)x\(n)x\(k) \(kind)",
      [kind.array(m * k), kind.array(n * k, salt: 1), kind.array(n, salt: 2)],
      into: [.fresh(.float32, m * n)]
    ) {
      [
        .linear(
          LinearForward($0[0], weight: $0[1], bias: $0[2], m: m, n: n, k: k, into: $1[0]))
      ]
    }
  }
}
