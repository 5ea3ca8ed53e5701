import NumericsContract
import Tensors

extension GradientCase {
  private static func input(_ shape: Shape, salt: UInt64 = 1, units: Double) -> Input {
    Input(
      values: uniform(shape.count, in: -2...2, salt: salt), shape: shape, thirdDerivative: 0,
      units: units)
  }

  private static func indices(_ values: [Int32], _ shape: Shape, _ place: Tensor) -> Tensor {
    Tensor(values, shape: shape, on: place.dispatcher)
  }

  /// NUM-085, NUM-086. A row that three indices name takes two sums of at most 3; rows are copied the
  /// other way.
  static let indexedRows: [GradientCase] = [
    GradientCase(
      name: "gather", inputs: [input([3, 4], units: 6)], outputShape: [2, 2, 4],
      tensor: { $0[0].gathered(at: indices([2, 0, 2, 2], [2, 2], $0[0])) },
      function: { x in [2, 0, 2, 2].flatMap { x[0][$0 * 4..<$0 * 4 + 4] } }),
    GradientCase(
      name: "scatterAdd", inputs: [input([4, 3], units: 0)], outputShape: [3, 3],
      tensor: { $0[0].scatterAdded(at: indices([1, 0, 1, 2], [4], $0[0]), rows: 3) },
      function: { x in
        (0..<9).map { place in
          [1, 0, 1, 2].enumerated().filter { $1 == place / 3 }
            .reduce(0) { $0 + x[0][$1.offset * 3 + place % 3] }
        }
      }),
  ]
}
