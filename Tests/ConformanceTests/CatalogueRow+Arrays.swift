import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations that move rows and elements.
  static let arrays = [
    CatalogueRow("gather") { gathers + typedGathers },
    CatalogueRow("scatterAdd") { scatters + doubleScatters },
  ]

  private static let columns = [1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 129, 300]

  /// Indices below `rows`, some of them out of range unless `valid`.
  private static func indices(_ count: Int, _ rows: Int, valid: Bool = false) -> HostArray {
    if rows == 0 { return HostArray([Int32](repeating: 0, count: count)) }
    return valid
      ? HostArray((0..<count).map { Int32($0 * 7 % rows) }) : Numbers.labels(count, below: rows)
  }

  private static func gather(
    _ count: Int, _ rows: Int, _ columns: Int, _ kind: Numbers, isExact: Bool = false
  ) -> ConformanceCase {
    ConformanceCase(
      "gather \(count) of \(rows)x\(columns) \(kind)\(isExact ? " payloads" : "")",
      [kind.array(rows * columns), indices(count, rows, valid: isExact)],
      into: [.fresh(.float32, count * columns)], isExact: isExact
    ) { [.gather(Gather($0[0], at: $0[1], rows: rows, columns: columns, into: $1[0]))] }
  }

  private static var gathers: [ConformanceCase] {
    let edges = [(3, 4, 2), (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1)].map {
      gather($0, $1, $2, .normals)
    }
    // Several tasks, in the last one a part only.
    let shared = [gather(1030, 11, 65, .specials), gather(9000, 3, 9, .normals)]
    return edges + shared + columns.map { gather(40, 7, $0, .specials, isExact: true) }
      + columns.map { gather(40, 7, $0, .wide) }
  }

  private static func scatter(
    _ count: Int, _ rows: Int, _ columns: Int, _ kind: Numbers
  ) -> ConformanceCase {
    ConformanceCase(
      "scatterAdd \(count) into \(rows)x\(columns) \(kind)",
      [kind.array(count * columns), indices(count, rows)],
      into: [.fresh(.float32, rows * columns)]
    ) { [.scatterAdd(ScatterAdd($0[0], at: $0[1], rows: rows, columns: columns, into: $1[0]))] }
  }

  private static var scatters: [ConformanceCase] {
    let edges = [(3, 4, 2), (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1)].map {
      scatter($0, $1, $2, .normals)
    }
    let kinds = [Numbers.normals, .wide, .tiny, .specials, .sparse].flatMap { kind in
      [(90, 100, 5), (200, 3, 17), (70, 1, 33)].map { scatter($0, $1, $2, kind) }
    }
    // Rows of two and of three blocks, and more than one task in either direction.
    let shared = [
      scatter(9500, 2, 3, .normals), scatter(9100, 1, 9, .normals), scatter(300, 2, 520, .normals),
      scatter(500, 300, 129, .normals),
    ]
    return edges + kinds + shared + columns.map { scatter(40, 7, $0, .normals) }
  }
}
