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

  /// NUM-087: nothing is rounded.
  static let movedElements: [GradientCase] = [
    moved("permute", [2, 3], to: [3, 2], places: [0, 3, 1, 4, 2, 5]) { $0.permuted([1, 0]) },
    moved("permute of three", [1, 2, 3], to: [3, 1, 2], places: [0, 3, 1, 4, 2, 5]) {
      $0.permuted([2, 0, 1])
    },
    moved("transpose", [2, 1, 3], to: [2, 3, 1], places: [0, 1, 2, 3, 4, 5]) { $0.transposed() },
    moved("slice of rows", [4, 2], to: [2, 2], places: [2, 3, 4, 5]) { $0.sliced(1..<3) },
    moved("slice with a step", [2, 5], to: [2, 2], places: [1, 3, 6, 8]) {
      $0.sliced(axis: 1, 1..<5, step: 2)
    },
    moved("pad with what is there", [2, 2], to: [2, 3], places: [0, 0, 1, 2, 2, 3]) {
      concatenate([$0.sliced(axis: 1, 0..<1), $0], axis: 1)
    },
    pad, concatenation, stacking, splitting,
  ]

  /// A case whose output has the elements at `places` of its input, each at most twice.
  private static func moved(
    _ name: String, _ shape: Shape, to output: Shape, places: [Int],
    _ tensor: @escaping @Sendable (Tensor) -> Tensor
  ) -> GradientCase {
    GradientCase(
      name: name, inputs: [input(shape, units: 2)], outputShape: output,
      tensor: { tensor($0[0]) }, function: { x in places.map { x[0][$0] } })
  }

  private static var pad: GradientCase {
    GradientCase(
      name: "pad", inputs: [input([2, 1], units: 0)], outputShape: [2, 4],
      tensor: { $0[0].padded(axis: -1, before: 1, after: 2, with: 0.5) },
      function: { x in [0.5, x[0][0], 0.5, 0.5, 0.5, x[0][1], 0.5, 0.5] })
  }

  private static var concatenation: GradientCase {
    GradientCase(
      name: "concatenate", inputs: [input([2, 1], units: 0), input([2, 2], salt: 2, units: 0)],
      outputShape: [2, 3], tensor: { concatenate($0, axis: 1) },
      function: { x in [x[0][0], x[1][0], x[1][1], x[0][1], x[1][2], x[1][3]] })
  }

  private static var stacking: GradientCase {
    GradientCase(
      name: "stack", inputs: [input([3], units: 0), input([3], salt: 2, units: 0)],
      outputShape: [3, 2], tensor: { stack($0, axis: -1) },
      function: { x in [x[0][0], x[1][0], x[0][1], x[1][1], x[0][2], x[1][2]] })
  }

  /// One sum of two contributions, of which one is +0.
  private static var splitting: GradientCase {
    GradientCase(
      name: "split", inputs: [input([2, 3], units: 1)], outputShape: [2, 1],
      tensor: { x in
        let parts = x[0].split(axis: 1, sizes: [1, 2])
        return parts[0] - parts[1].sliced(axis: 1, 1..<2)
      }, function: { x in [x[0][0] - x[0][2], x[0][3] - x[0][5]] })
  }

  /// NUM-088, for two products of 3 × 4 · 4 × 5: chains of 5 or 3 terms, or of twice as many where a
  /// matrix repeats; each rounding is of a sum that is at most 2 a term.
  static let batchedProducts: [GradientCase] = [
    (false, false), (true, false), (false, true), (true, true),
  ]
  .flatMap { left, right in
    [(false, false), (true, false), (false, true)].map {
      batchedProduct(repeats: $0, transposes: (left, right))
    }
  }

  private static func batchedProduct(
    repeats: (Bool, Bool), transposes: (Bool, Bool)
  ) -> GradientCase {
    func shape(_ repeats: Bool, _ rows: Int, _ columns: Int) -> Shape {
      repeats ? [rows, columns] : [2, rows, columns]
    }
    let (transposeA, transposeB) = transposes
    let a = transposeA ? shape(repeats.0, 4, 3) : shape(repeats.0, 3, 4)
    let b = transposeB ? shape(repeats.1, 5, 4) : shape(repeats.1, 4, 5)
    return GradientCase(
      name: "matmul of \(a) and \(b)",
      inputs: [
        input(a, units: repeats.0 ? 200 : 50), input(b, salt: 2, units: repeats.1 ? 72 : 18),
      ], outputShape: [2, 3, 5],
      tensor: { $0[0].matmul($0[1], transposeA: transposeA, transposeB: transposeB) },
      function: { x in
        (0..<30).map { place in
          let (e, i, j) = (place / 15, place / 5 % 3, place % 5)
          let (left, right) = (repeats.0 ? 0 : e * 12, repeats.1 ? 0 : e * 20)
          var sum = 0.0
          for p in 0..<4 {
            let factor = x[0][left + (transposeA ? p * 3 + i : i * 4 + p)]
            sum += factor * x[1][right + (transposeB ? j * 4 + p : p * 5 + j)]
          }
          return sum
        }
      })
  }
}
