import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations on rows: softmax with cross-entropy, layer norm.
  static let normalizations: [CatalogueRow] = [
    CatalogueRow("softmax") {
      rowShapes.flatMap { shape in kinds.flatMap { softmaxes(shape, $0) } }
    },
    CatalogueRow("softmaxGradient") {
      rowShapes.flatMap { shape in kinds.flatMap { softmaxGradients(shape, $0) } }
    },
    CatalogueRow("crossEntropy") {
      rowShapes.flatMap { shape in kinds.map { forward(shape, $0) } + [withOptions(shape)] }
    },
    CatalogueRow("crossEntropyGradient") {
      rowShapes.flatMap { shape in
        kinds.flatMap { gradients(shape, $0) } + gradientsWithOptions(shape)
      }
    },
    CatalogueRow("layerNorm") {
      rowShapes.flatMap { shape in
        kinds.flatMap { layerNorms(shape, $0) + layerNorms(shape, $0, shifts: false) }
      }
    },
    CatalogueRow("layerNormGradient") {
      rowShapes.flatMap { shape in
        kinds.flatMap { kind in
          [true, false].map { layerNormGradient(shape, kind, isCentered: $0) }
        }
      }
    },
  ].map { $0.inBothFormats() }

  private static let kinds: [Numbers] = [.normals, .wide, .tiny, .sparse]

  private static let rowShapes: [(rows: Int, columns: Int)] = [
    (0, 3), (1, 1), (3, 2), (2, 7), (3, 8), (5, 9), (64, 10), (3, 16), (2, 17), (3, 33), (2, 64),
    (2, 65), (3, 100), (1, 129), (2, 4097),
  ]

  private static func softmaxes(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers
  ) -> [ConformanceCase] {
    let (rows, columns) = shape
    return Softmax.Function.allCases.flatMap { function in
      [ConformanceCase.Output.fresh(.float32, rows * columns), .updated(0)].map { output in
        ConformanceCase(
          "\(function) \(rows)x\(columns) \(kind) into \(output)", [kind.array(rows * columns)],
          into: [output]
        ) { [.softmax(Softmax(function, $0[0], rows: rows, columns: columns, into: $1[0]))] }
      }
    }
  }

  private static func softmaxGradients(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers
  ) -> [ConformanceCase] {
    let (rows, columns) = shape
    return Softmax.Function.allCases.flatMap { function in
      [ConformanceCase.Output.fresh(.float32, rows * columns), .updated(0), .updated(1)].map {
        (output: ConformanceCase.Output) in
        ConformanceCase(
          "\(function) gradient \(rows)x\(columns) \(kind) into \(output)",
          [kind.array(rows * columns), kind.array(rows * columns, salt: 1)], into: [output]
        ) {
          [
            .softmaxGradient(
              SoftmaxGradient(
                function, value: $0[0], upstream: $0[1], rows: rows, columns: columns,
                into: $1[0]))
          ]
        }
      }
    }
  }

  private static let options = TargetOptions(smoothing: 0.1, ignoredLabel: 1)

  private static func withOptions(_ shape: (rows: Int, columns: Int)) -> ConformanceCase {
    let (rows, classes) = shape
    return ConformanceCase(
      "crossEntropy \(rows)x\(classes) smoothed",
      [Numbers.normals.array(rows * classes), Numbers.labels(rows, below: classes)],
      into: [
        .fresh(.float32, rows), .fresh(.float32, rows * classes), .fresh(.float32, 1),
      ]
    ) {
      [
        .crossEntropy(
          CrossEntropy(
            logits: $0[0], labels: $0[1], rows: rows, classes: classes, losses: $1[0],
            probabilities: $1[1], options: options, counted: $1[2]))
      ]
    }
  }

  private static func gradientsWithOptions(
    _ shape: (rows: Int, columns: Int)
  ) -> [ConformanceCase] {
    let (rows, classes) = shape
    return [TargetOptions.plain, options].flatMap { options in
      [true, false].map { isPerRow in
        ConformanceCase(
          "crossEntropyGradient \(rows)x\(classes) \(options), per row \(isPerRow)",
          [
            Numbers.normals.array(rows * classes), Numbers.labels(rows, below: classes),
            Numbers.normals.array(isPerRow ? rows : 1, salt: 1),
          ], into: [.updated(0)]
        ) {
          [
            .crossEntropyGradient(
              CrossEntropyGradient(
                probabilities: $0[0], labels: $0[1], upstream: $0[2], rows: rows,
                classes: classes, isPerRow: isPerRow, options: options, into: $1[0]))
          ]
        }
      }
    }
  }

  private static func forward(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers
  ) -> ConformanceCase {
    let (rows, classes) = shape
    return ConformanceCase(
      "crossEntropy \(rows)x\(classes) \(kind)",
      [kind.array(rows * classes), Numbers.labels(rows, below: classes)],
      into: [.fresh(.float32, rows), .fresh(.float32, rows * classes)]
    ) {
      [
        .crossEntropy(
          CrossEntropy(
            logits: $0[0], labels: $0[1], rows: rows, classes: classes, losses: $1[0],
            probabilities: $1[1]))
      ]
    }
  }

  private static func gradients(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers
  ) -> [ConformanceCase] {
    let (rows, classes) = shape
    return [ConformanceCase.Output.fresh(.float32, rows * classes), .updated(0)].map { output in
      ConformanceCase(
        "crossEntropyGradient \(rows)x\(classes) \(kind) into \(output)",
        [
          kind.array(rows * classes), Numbers.labels(rows, below: classes),
          HostArray([Float(0.7)]),
        ], into: [output]
      ) {
        [
          .crossEntropyGradient(
            CrossEntropyGradient(
              probabilities: $0[0], labels: $0[1], upstream: $0[2], rows: rows, classes: classes,
              into: $1[0]))
        ]
      }
    }
  }

  private static func layerNorms(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers, shifts: Bool = true
  ) -> [ConformanceCase] {
    let (rows, columns) = shape
    // ε = 0 makes a row of equal elements a division of 1 by +0.
    return [1e-5, 0].map { epsilon in
      ConformanceCase(
        "\(shifts ? "layerNorm" : "rmsNorm") \(rows)x\(columns) \(kind), ε \(epsilon)",
        [
          kind.array(rows * columns), Numbers.normals.array(columns, salt: 1),
          Numbers.normals.array(columns, salt: 2),
        ],
        into: [
          .fresh(.float32, rows * columns), .fresh(.float32, rows * columns),
          .fresh(.float32, rows),
        ]
      ) {
        [
          .layerNorm(
            LayerNormForward(
              $0[0], gamma: $0[1], beta: shifts ? $0[2] : nil, epsilon: epsilon, rows: rows,
              columns: columns,
              into: $1[0], normalized: $1[1], inverse: $1[2]))
        ]
      }
    }
  }

  private static func layerNormGradient(
    _ shape: (rows: Int, columns: Int), _ kind: Numbers, isCentered: Bool
  ) -> ConformanceCase {
    let (rows, columns) = shape
    return ConformanceCase(
      "\(isCentered ? "layerNorm" : "rmsNorm")Gradient \(rows)x\(columns) \(kind)",
      [
        kind.array(rows * columns), Numbers.normals.array(columns, salt: 1),
        Numbers.normals.array(rows * columns, salt: 2), Numbers.normals.array(rows, salt: 3),
      ], into: [.fresh(.float32, rows * columns)]
    ) {
      [
        .layerNormGradient(
          LayerNormGradient(
            upstream: $0[0], gamma: $0[1], normalized: $0[2], inverse: $0[3], rows: rows,
            columns: columns, isCentered: isCentered, into: $1[0]))
      ]
    }
  }
}
