import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-115 and NUM-116 for an image of 4 · 5 pixels and two channels.
  ///
  /// A mean is linear: no truncation. Each of at most k windows that reach an element adds a rounded
  /// quotient of at most 1 by a sum of at most k: k + k². A maximum is linear where the largest
  /// element is ahead by more than 2h, which distinct multiples of 2⁻⁵ are: k additions, k².
  static let pools: [GradientCase] = [
    poolCase(
      "maxPool", output: [1, 2, 2, 2], windows: 1, tensor: { $0.maxPool(window: (2, 2)) },
      function: { pooled($0, rows: [0..<2, 2..<4], columns: [0..<2, 2..<4]) { $0.max() ?? 0 } }),
    poolCase(
      "overlapping maxPool", output: [1, 4, 5, 2], windows: 9,
      tensor: { $0.maxPool(window: (3, 3), stride: (1, 1), padding: (1, 1)) },
      function: {
        pooled($0, rows: around(4), columns: around(5)) { $0.max() ?? 0 }
      }),
    poolCase(
      "overlapping averagePool", output: [1, 4, 5, 2], windows: 9,
      tensor: { $0.averagePool(window: (3, 3), stride: (1, 1), padding: (1, 1)) },
      function: {
        pooled($0, rows: around(4), columns: around(5)) { $0.reduce(0, +) / Double($0.count) }
      }),
    poolCase(
      "averagePool that counts padding", output: [1, 4, 5, 2], windows: 9,
      tensor: {
        $0.averagePool(window: (3, 3), stride: (1, 1), padding: (1, 1), countsPadding: true)
      },
      function: { pooled($0, rows: around(4), columns: around(5)) { $0.reduce(0, +) / 9 } }),
    poolCase(
      "adaptiveAveragePool", output: [1, 3, 1, 2], windows: 2,
      tensor: { $0.adaptiveAveragePool(to: (3, 1)) },
      function: {
        pooled($0, rows: [0..<2, 1..<3, 2..<4], columns: [0..<5]) {
          $0.reduce(0, +) / Double($0.count)
        }
      }),
    poolCase(
      "adaptiveMaxPool", output: [1, 3, 2, 2], windows: 4,
      tensor: { $0.adaptiveMaxPool(to: (3, 2)) },
      function: {
        pooled($0, rows: [0..<2, 1..<3, 2..<4], columns: [0..<3, 2..<5]) { $0.max() ?? 0 }
      }),
  ]

  private static func poolCase(
    _ name: String, output: Shape, windows: Double,
    tensor: @escaping @Sendable (Tensor) -> Tensor,
    function: @escaping @Sendable ([Double]) -> [Double]
  ) -> GradientCase {
    // Distinct, in an order that is none: 40 and 27 have no common factor.
    let values = (0..<40).map { Float($0 * 27 % 40 - 20) / 32 }
    return GradientCase(
      name: name,
      inputs: [
        Input(
          values: values, shape: [1, 4, 5, 2], thirdDerivative: 0,
          units: windows + windows * windows)
      ], outputShape: output, tensor: { tensor($0[0]) }, function: { function($0[0]) })
  }

  /// Windows of three around each position, cut off at the edges.
  private static func around(_ count: Int) -> [Range<Int>] {
    (0..<count).map { max(0, $0 - 1)..<min(count, $0 + 2) }
  }

  /// One value for each window of an image of 4 · 5 pixels and two channels.
  private static func pooled(
    _ x: [Double], rows: [Range<Int>], columns: [Range<Int>], _ value: ([Double]) -> Double
  ) -> [Double] {
    rows.flatMap { rows in
      columns.flatMap { columns in
        (0..<2).map { channel in
          value(rows.flatMap { row in columns.map { x[(row * 5 + $0) * 2 + channel] } })
        }
      }
    }
  }
}
