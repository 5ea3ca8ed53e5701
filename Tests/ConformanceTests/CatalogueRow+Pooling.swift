import Devices
import NumericsContract

extension CatalogueRow {
  /// Pooling and its gradient.
  static let pooling = [
    CatalogueRow("pool") { poolCases.map { pool($0.function, $0.shape, $0.kind) } },
    CatalogueRow("poolGradient") {
      poolCases.map { poolGradient($0.function, $0.shape, $0.kind) }
    },
  ].map { $0.inBothFormats() }

  private typealias PoolCase = (function: Pool.Function, shape: PoolShape, kind: Numbers)

  private static let poolCases: [PoolCase] = {
    func shape(
      _ batch: Int, _ rows: PoolAxis, _ columns: PoolAxis, _ channels: Int
    ) -> PoolShape {
      PoolShape(batch: batch, rows: rows, columns: columns, channels: channels)
    }
    let (side, overlap) = (
      PoolAxis.strided(5, window: 2, stride: 2),
      PoolAxis.strided(4, window: 3, stride: 1, padding: 2)
    )
    var cases: [PoolCase] = []
    for function in Pool.Function.allCases {
      cases.append((function, shape(2, side, side, 3), .normals))
      cases.append((function, shape(0, side, side, 3), .normals))
      cases.append((function, shape(2, side, side, 0), .normals))
      for channels in [1, 4, 7, 8, 9, 16, 17, 31, 33, 65] {
        cases.append((function, shape(2, side, overlap, channels), .normals))
      }
      for kind in [Numbers.wide, .tiny, .specials, .sparse] {
        cases.append((function, shape(2, overlap, side, 5), kind))
        cases.append((function, shape(3, overlap, overlap, 9), kind))
      }
      // Windows apart, adaptive ones that overlap, more of them than positions, whole images.
      cases.append(
        (
          function,
          shape(
            2, .strided(9, window: 2, stride: 4), .strided(3, window: 3, stride: 1, padding: 1),
            10), .normals
        ))
      cases.append((function, shape(2, .adaptive(7, to: 3), .adaptive(5, to: 8), 6), .normals))
      cases.append((function, shape(3, .adaptive(9, to: 1), .adaptive(8, to: 1), 12), .specials))
      // A window of two blocks of the sum rule, and work for several tasks.
      cases.append((function, shape(1, .adaptive(65, to: 1), .adaptive(64, to: 1), 3), .normals))
      cases.append(
        (
          function,
          shape(
            5, .strided(12, window: 2, stride: 2), .strided(12, window: 2, stride: 2), 70),
          .normals
        ))
    }
    return cases
  }()

  private static func pool(
    _ function: Pool.Function, _ shape: PoolShape, _ kind: Numbers
  ) -> ConformanceCase {
    let output = ConformanceCase.Output.fresh(.float32, shape.outputCount)
    let places = ConformanceCase.Output.fresh(.int32, shape.outputCount)
    return ConformanceCase(
      "pool \(function) \(shape) \(kind)", [kind.array(shape.inputCount)],
      into: function == .maximum ? [output, places] : [output]
    ) {
      [.pool(Pool(function, shape, $0[0], into: $1[0], places: $1.count > 1 ? $1[1] : nil))]
    }
  }

  private static func poolGradient(
    _ function: Pool.Function, _ shape: PoolShape, _ kind: Numbers
  ) -> ConformanceCase {
    let places = HostArray(
      (0..<shape.outputCount).map { element -> Int32 in
        // Some present position of the window, another for each element.
        let window = element / max(1, shape.channels)
        let rows = shape.rows.positions(
          of: window / shape.columns.output % shape.rows.output)
        let columns = shape.columns.positions(of: window % shape.columns.output)
        let row = rows.lowerBound + element % rows.count
        let column = columns.lowerBound + element / 3 % columns.count
        return Int32(row * shape.columns.input + column)
      })
    let upstream = kind.array(shape.outputCount, salt: 1)
    return ConformanceCase(
      "poolGradient \(function) \(shape) \(kind)",
      function == .maximum ? [upstream, places] : [upstream],
      into: [.fresh(.float32, shape.inputCount)]
    ) {
      [
        .poolGradient(
          PoolGradient(
            function, shape, upstream: $0[0], places: $0.count > 1 ? $0[1] : nil, into: $1[0]))
      ]
    }
  }
}
