import Devices
import NumericsContract

extension CatalogueRow {
  /// Largest and smallest elements over axes, their places, and the gradient.
  static let extrema: [CatalogueRow] = [
    CatalogueRow("extremum") { reduced },
    CatalogueRow("extremumGradient") { gradients },
  ].map { $0.inBothFormats() }

  /// Shapes, and 1 where an axis is reduced: rows, columns and what lies between, one element, blocks of
  /// vectors, nothing, and axes that are cut between threads.
  private static let shapes: [([Int], [Int])] =
    [
      ([0, 3], [0, 1]), ([1, 1], [0, 1]), ([3, 2], [0, 1]), ([5, 7], [0, 1]), ([4, 8], [0, 1]),
      ([4, 9], [0, 1]), ([3, 16], [0, 1]), ([64, 10], [0, 1]), ([3, 33], [0, 1]),
      ([2, 64], [0, 1]), ([2, 65], [0, 1]), ([2, 129], [0, 1]), ([4097], [1]), ([70, 3], [1, 0]),
      ([5, 64], [1, 0]), ([9, 65], [1, 0]), ([33, 31], [1, 0]), ([2, 5, 7], [0, 1, 0]),
      ([3, 65, 33], [0, 1, 0]), ([2, 9, 130], [0, 1, 0]), ([5, 3], [0, 0]), ([], []),
    ]
    + severalAxes.map { shape, kept in
      (shape, zip(shape, kept).map { $0 == $1 && $0 != 1 ? 0 : 1 })
    }

  private static let long: [([Int], [Int])] = [
    ([70_001], [1]), ([1, 33_001, 2], [0, 1, 0]), ([2, 3, 33_001], [0, 0, 1]),
    ([2, 2, 35_003], [1, 0, 1]),
  ]

  private static func axes(_ shape: [Int], _ reduced: [Int]) -> BroadcastAxes {
    let kept = zip(shape, reduced).map { $1 == 1 ? 1 : $0 }
    guard let axes = BroadcastAxes([shape, kept]) else { preconditionFailure("\(shape)") }
    return axes
  }

  private static var reduced: [ConformanceCase] {
    let made = (shapes + long).flatMap { shape, reduced in
      let axes = axes(shape, reduced)
      let kinds: [Numbers] =
        axes.count > 20_000 ? [.specials, .sparse] : [.normals, .wide, .tiny, .specials, .sparse]
      return kinds.flatMap { kind in
        cases(axes, kind.array(axes.count, salt: shape.count), "\(shape) \(reduced) \(kind)")
      }
    }
    // Ties: zeros of both signs are equal, the first of equals is the place, the first NaN wins.
    let ties: [[Float]] = [
      [-1, -0.0, 0, 0], [-1, 0, -0.0, 0], [2, 1, 2, 2], [-.infinity, -.infinity],
      [1, .nan, .nan, 9], [.infinity, 0, .nan], [-.nan, .infinity], [1, 0, -0.0, 0], [-0.0, 1, 0],
      [-0.0, -0.0], [0, 0], [.infinity, .infinity],
    ]
    return made
      + ties.flatMap { row in
        // As a row, as a column, and as many equal columns.
        [([row.count], [1], 1), ([row.count, 1], [1, 0], 1), ([row.count, 37], [1, 0], 37)]
          .flatMap { (shape: [Int], reduced: [Int], copies: Int) in
            cases(
              axes(shape, reduced),
              HostArray(row.flatMap { [Float](repeating: $0, count: copies) }),
              "\(shape) of \(row)")
          }
      }
  }

  /// Values, places and both, of either end.
  private static func cases(
    _ axes: BroadcastAxes, _ input: HostArray, _ label: String
  ) -> [ConformanceCase] {
    let (count, isEmpty) = (axes.count(of: 1), axes.repetitions(of: 1) == 0)
    return Extremum.Function.allCases.flatMap { function in
      let values = ConformanceCase(
        "\(function) over \(label)", [input], into: [.fresh(.float32, count)]
      ) { [.extremum(Extremum(function, $0[0], over: axes, values: $1[0]))] }
      if isEmpty { return [values] }
      let places = ConformanceCase(
        "places of the \(function) over \(label)", [input], into: [.fresh(.int32, count)]
      ) { [.extremum(Extremum(function, $0[0], over: axes, places: $1[0]))] }
      let both = ConformanceCase(
        "\(function) and places over \(label)", [input],
        into: [.fresh(.float32, count), .fresh(.int32, count)]
      ) { [.extremum(Extremum(function, $0[0], over: axes, values: $1[0], places: $1[1]))] }
      return [values, places, both]
    }
  }

  private static var gradients: [ConformanceCase] {
    (shapes + long).filter { axes($0, $1).repetitions(of: 1) > 0 }.map { shape, reduced in
      let axes = axes(shape, reduced)
      let (count, choices) = (axes.count(of: 1), axes.repetitions(of: 1))
      // Any place, the first one and the last one among them.
      let places = HostArray(
        (0..<count).map { i in
          Int32([0, choices - 1, i * 7 % choices, i * 12_347 % choices][i % 4])
        })
      return ConformanceCase(
        "gradient of an extremum over \(shape) \(reduced)",
        [Numbers.specials.array(count), places], into: [.fresh(.float32, axes.count)],
        isExact: true
      ) {
        [
          .extremumGradient(
            ExtremumGradient(upstream: $0[0], places: $0[1], over: axes, into: $1[0]))
        ]
      }
    }
  }
}
