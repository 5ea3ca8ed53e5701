import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations on sequences.
  static let sequences = [
    CatalogueRow("attention") { attentionShapes.map { attention($0.shape, $0.kind, $0.layout) } },
    CatalogueRow("attentionGradient") {
      attentionShapes.map { attentionGradient($0.shape, $0.kind, $0.layout) }
    },
  ].map { $0.inBothFormats() }

  /// Where queries, keys and values are, and whether keys are masked.
  private enum Layout { case apart, masked, packed }

  private typealias AttentionCase = (shape: AttentionShape, kind: Numbers, layout: Layout)

  private static let attentionShapes: [AttentionCase] = {
    func shape(
      _ batch: Int, _ queries: Int, _ keys: Int, _ heads: Int, _ size: Int, causal: Bool
    ) -> AttentionShape {
      AttentionShape(
        batch: batch, queries: queries, keys: keys, heads: heads, size: size, causal: causal)
    }
    let empty = [shape(0, 2, 3, 1, 2, causal: true), shape(2, 0, 3, 1, 2, causal: false)]
    let keyless = shape(2, 3, 0, 2, 3, causal: false)
    var cases: [AttentionCase] = (empty + [keyless]).map { ($0, .normals, .apart) }
    for tokens in [1, 2, 7, 8, 13, 17, 25, 33, 64, 65] {
      cases.append((shape(2, tokens, tokens, 2, 5, causal: true), .normals, .packed))
      cases.append((shape(2, tokens, 70 - tokens, 1, 3, causal: false), .normals, .masked))
    }
    for size in [1, 4, 8, 15, 16, 17, 31, 32, 33, 65] {
      cases.append((shape(1, 13, 19, 2, size, causal: true), .normals, .masked))
      cases.append((shape(2, 5, 9, 1, size, causal: false), .normals, .apart))
    }
    for kind in [Numbers.wide, .tiny, .specials, .sparse] {
      cases.append((shape(2, 9, 9, 2, 7, causal: true), kind, .packed))
      cases.append((shape(3, 6, 20, 1, 9, causal: true), kind, .masked))
      cases.append((shape(1, 3, 40, 1, 4, causal: false), kind, .masked))
    }
    // Several panels of keys, of queries and of a head; several blocks of a head.
    cases.append((shape(1, 270, 270, 1, 2, causal: true), .tiny, .packed))
    cases.append((shape(1, 3, 600, 1, 2, causal: false), .normals, .masked))
    cases.append((shape(1, 4, 5, 1, 300, causal: true), .normals, .apart))
    cases.append((shape(8, 33, 33, 2, 9, causal: true), .normals, .packed))
    return cases
  }()

  /// Keys of which the first, the last and every third are absent; one batch has none at all.
  private static func mask(_ shape: AttentionShape) -> HostArray {
    HostArray(
      .bool,
      bytes: (0..<shape.batch * shape.keys).map { index in
        let key = index % shape.keys
        let absent = key % 3 == 0 || key == shape.keys - 1 || index / shape.keys == 2
        // The whole second panel is absent, too.
        return absent || (256..<512).contains(key) ? 0 : 1
      })
  }

  /// q, k and v, or all three in one, and the mask behind them.
  private static func operands(
    _ shape: AttentionShape, _ kind: Numbers, _ layout: Layout
  ) -> [HostArray] {
    let (queries, keys) = (shape.batch * shape.queries, shape.batch * shape.keys)
    if layout == .packed { return [kind.array(queries * 3 * shape.width)] }
    let apart = [
      kind.array(queries * shape.width), kind.array(keys * shape.width, salt: 1),
      kind.array(keys * shape.width, salt: 2),
    ]
    return layout == .masked ? apart + [mask(shape)] : apart
  }

  /// Rows of q, k and v in operands made by `operands`, or of their gradients.
  private static func rows(
    _ operands: [Operand], _ shape: AttentionShape, _ layout: Layout
  ) -> [TokenRows] {
    let width = shape.width
    if layout != .packed { return operands.prefix(3).map { TokenRows($0, stride: width) } }
    let whole = operands[0]
    return (0..<3).map { part in
      let run = Operand(
        whole.storage, type: whole.type, offset: whole.offset + part * width,
        count: whole.count - 2 * width)
      return TokenRows(run, stride: 3 * width)
    }
  }

  private static func attention(
    _ shape: AttentionShape, _ kind: Numbers, _ layout: Layout
  ) -> ConformanceCase {
    ConformanceCase(
      "\(shape.label) \(kind) \(layout)", operands(shape, kind, layout),
      into: [
        .fresh(.float32, shape.batch * shape.queries * shape.width),
        .fresh(.float32, shape.pairCount),
      ]
    ) {
      let rows = rows($0, shape, layout)
      return [
        .attention(
          Attention(
            shape, query: rows[0], key: rows[1], value: rows[2],
            mask: layout == .masked ? $0[3] : nil, into: $1[0], probabilities: $1[1]))
      ]
    }
  }

  private static func attentionGradient(
    _ shape: AttentionShape, _ kind: Numbers, _ layout: Layout
  ) -> ConformanceCase {
    let inputs = operands(shape, kind, layout)
    let dense = shape.batch * shape.queries * shape.width
    let outputs = layout == .packed ? inputs : Array(inputs.prefix(3))
    return ConformanceCase(
      "\(shape.label) gradient \(kind) \(layout)",
      inputs + [kind.array(shape.pairCount, salt: 3), kind.array(dense, salt: 4)],
      into: outputs.map { .fresh(.float32, $0.count) }
    ) { x, y in
      let (rows, gradients) = (rows(x, shape, layout), rows(y, shape, layout))
      return [
        .attentionGradient(
          AttentionGradient(
            shape, query: rows[0], key: rows[1], value: rows[2],
            mask: layout == .masked ? x[3] : nil, probabilities: x[x.count - 2],
            upstream: x[x.count - 1], queryGradient: gradients[0], keyGradient: gradients[1],
            valueGradient: gradients[2]))
      ]
    }
  }
}

extension AttentionShape {
  /// Such as `attention 2x9x9 heads 2x7 causal`.
  fileprivate var label: String {
    "attention \(batch)x\(queries)x\(keys) heads \(heads)x\(size)\(causal ? " causal" : "")"
  }
}
