import Devices
import NumericsContract

// Operations in binary64: NUM-091. Rows of the table add these cases.
extension CatalogueRow {
  /// Numbers of a kind with all bits of binary64; tiny ones are its subnormal numbers.
  static func doubles(_ count: Int, _ kind: Numbers, salt: Int = 0) -> HostArray {
    HostArray(
      kind.make(count, salt: salt).enumerated().map { index, number in
        let fraction = 1 + Double(number.bitPattern % 9973 + UInt32(index % 7)) * 0x1p-50
        return Double(number) * (kind == .tiny ? 0x1p-925 : fraction)
      })
  }

  private static let counts = [0, 1, 2, 3, 5, 8, 9, 17, 33, 65, 300]

  /// One input, one output of the same count, apart and in place.
  static func mappedDoubles(
    _ label: String, _ operation: @escaping @Sendable (Operand, Operand) -> Operation
  ) -> [ConformanceCase] {
    counts.flatMap { count in
      [HostArray]([elements(count, of: .float64), doubles(count, .tiny)]).enumerated().flatMap {
        number, input in
        [ConformanceCase.Output.fresh(.float64, count), .updated(0)].map { output in
          ConformanceCase(
            "\(label) of float64, \(count), \(number) into \(output)", [input], into: [output]
          ) { [operation($0[0], $1[0])] }
        }
      }
    }
  }

  static var doubleFunctions: [ConformanceCase] {
    Unary.Function.allCases.flatMap { function in
      mappedDoubles("\(function)") { .unary(Unary(function, $0, into: $1)) }
    }
  }

  static var doubleGradients: [ConformanceCase] {
    Unary.Function.allCases.flatMap { function in
      counts.flatMap { count in
        [ConformanceCase.Output.fresh(.float64, count), .updated(0), .updated(1)].map { output in
          ConformanceCase(
            "\(function)Gradient of float64, \(count) into \(output)",
            [elements(count, of: .float64), elements(count, of: .float64, salt: 1)], into: [output]
          ) {
            [.unaryGradient(UnaryGradient(function, value: $0[0], upstream: $0[1], into: $1[0]))]
          }
        }
      }
    }
  }

  static var doubleMultiplications: [ConformanceCase] {
    [0.1, -0.0, .infinity, .nan, 0x1p-1070].flatMap { scalar in
      counts.map { count in
        ConformanceCase(
          "multiply \(count) float64 by \(scalar)",
          [elements(count, of: .float64), HostArray([scalar])], into: [.fresh(.float64, count)]
        ) { [.multiplyByScalar(MultiplyByScalar($0[0], by: $0[1], into: $1[0]))] }
      }
    }
  }

  static var doubleRowAdditions: [ConformanceCase] {
    [(0, 5), (5, 0), (1, 1), (3, 1), (1, 17), (5, 33), (129, 3)].flatMap { rows, columns in
      [ConformanceCase.Output.fresh(.float64, rows * columns), .updated(0)].map { output in
        ConformanceCase(
          "addRow of float64 \(rows)x\(columns) into \(output)",
          [elements(rows * columns, of: .float64), elements(columns, of: .float64, salt: 1)],
          into: [output]
        ) { [.addRow(AddRow($0[0], row: $0[1], rows: rows, columns: columns, into: $1[0]))] }
      }
    }
  }

  static var doubleScatters: [ConformanceCase] {
    [(0, 3, 2), (3, 1, 1), (5, 7, 4), (40, 3, 17), (9, 11, 0), (4500, 2, 3), (300, 5, 300)].flatMap
    {
      count, rows, columns in
      [Numbers.normals, .tiny, .sparse].map { kind in
        ConformanceCase(
          "scatterAdd \(count) of float64 into \(rows)x\(columns) \(kind)",
          [doubles(count * columns, kind), Numbers.labels(count, below: rows)],
          into: [.fresh(.float64, rows * columns)]
        ) { [.scatterAdd(ScatterAdd($0[0], at: $0[1], rows: rows, columns: columns, into: $1[0]))] }
      }
    }
  }

  private static let doubleShapes = [
    (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1), (3, 5, 2), (3, 5, 257), (2, 3, 700), (7, 9, 5),
    (13, 17, 9), (33, 65, 3), (1, 65, 300), (65, 1, 300), (200, 70, 8),
  ]

  static var doubleMatmuls: [ConformanceCase] {
    let single = doubleShapes.flatMap { m, n, k in
      [(false, false), (true, false), (false, true), (true, true)].map {
        matmul(1, (m, n, k), .normals, repeats: (false, false), transposes: $0)
      }
    }
    let extreme = Numbers.allCases.map {
      matmul(1, (5, 7, 257), $0, repeats: (false, false), transposes: (false, true))
    }
    let batches = [(false, false), (true, false), (false, true)].flatMap { repeats in
      [(3, (4, 5, 6)), (20, (24, 24, 24)), (0, (2, 3, 4))].map {
        matmul($0.0, $0.1, .normals, repeats: repeats, transposes: (true, false))
      }
    }
    return single + extreme + batches
  }

  private static func matmul(
    _ batch: Int, _ size: (Int, Int, Int), _ kind: Numbers, repeats: (Bool, Bool),
    transposes: (Bool, Bool)
  ) -> ConformanceCase {
    let (m, n, k) = size
    return ConformanceCase(
      "matmul of float64 \(batch) of \(size) \(kind), repeats \(repeats), \(transposes)",
      [
        doubles((repeats.0 ? 1 : batch) * m * k, kind),
        doubles((repeats.1 ? 1 : batch) * k * n, kind, salt: 1),
      ], into: [.fresh(.float64, batch * m * n)]
    ) {
      [
        .matmul(
          Matmul(
            $0[0], $0[1], batch: batch, repeatsA: repeats.0, repeatsB: repeats.1, m: m, n: n,
            k: k, transposeA: transposes.0, transposeB: transposes.1, into: $1[0]))
      ]
    }
  }

  static var doubleLinears: [ConformanceCase] {
    doubleShapes.map { m, n, k in
      ConformanceCase(
        "linear of float64 \(m)x\(n)x\(k)",
        [
          doubles(m * k, .normals), doubles(n * k, .normals, salt: 1), doubles(n, .sparse, salt: 2),
        ],
        into: [.fresh(.float64, m * n)]
      ) {
        [
          .linear(
            LinearForward(
              $0[0], weight: $0[1], bias: $0[2], m: m, n: n, k: k, into: $1[0]))
        ]
      }
    }
  }
}
