import Devices
import NumericsContract

extension CatalogueRow {
  /// Recurrent cells over whole sequences.
  static let recurrent = [
    CatalogueRow("lstm") { recurrentShapes.map { lstm($0.shape, $0.kind, $0.bare) } },
    CatalogueRow("lstmGradient") {
      recurrentShapes.map { lstmGradient($0.shape, $0.kind, $0.bare) }
    },
    CatalogueRow("gru") { recurrentShapes.map { gru($0.shape, $0.kind, $0.bare) } },
    CatalogueRow("gruGradient") { recurrentShapes.map { gruGradient($0.shape, $0.kind, $0.bare) } },
  ].map { $0.inBothFormats() }

  /// `bare` leaves out what may be left out: bias, states and upstream gradients.
  private typealias RecurrentCase = (shape: RecurrentShape, kind: Numbers, bare: Bool)

  private static let recurrentShapes: [RecurrentCase] = {
    func shape(
      _ batch: Int, _ steps: Int, _ hidden: Int, reversed: Bool = false
    ) -> RecurrentShape {
      RecurrentShape(batch: batch, steps: steps, hidden: hidden, reversed: reversed)
    }
    var cases: [RecurrentCase] = []
    for empty in [shape(0, 2, 3), shape(2, 0, 3), shape(2, 0, 3, reversed: true)] {
      cases += [(empty, .normals, false), (empty, .normals, true)]
    }
    for (index, hidden) in [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 33].enumerated() {
      cases.append(
        (shape(index + 1, 3, hidden, reversed: index % 2 == 1), .normals, index % 3 == 2))
    }
    // Blocks of 8 sequences and what is left of them; enough work for several threads.
    for batch in [7, 8, 9, 16, 19] { cases.append((shape(batch, 2, 6), .normals, false)) }
    cases.append((shape(30, 5, 20), .normals, false))
    for kind in [Numbers.wide, .tiny, .specials, .sparse] {
      cases.append((shape(3, 4, 6), kind, false))
      cases.append((shape(2, 3, 11, reversed: true), kind, true))
    }
    // Several panels: of the gates in the gradient, then of the hidden state.
    cases.append((shape(2, 2, 90), .tiny, false))
    cases.append((shape(1, 2, 258), .normals, true))
    return cases
  }()

  /// Inputs p, W, b, h, c in a row, each with numbers of its own.
  private static func inputs(
    _ shape: RecurrentShape, _ kind: Numbers, gates: Int, more: [Int] = []
  ) -> [HostArray] {
    let rows = gates * shape.hidden
    let counts =
      [shape.batch * shape.steps * rows, rows * shape.hidden, rows, shape.stateCount] + more
    return counts.enumerated().map { kind.array($1, salt: $0) }
  }

  private static func lstm(
    _ shape: RecurrentShape, _ kind: Numbers, _ bare: Bool
  ) -> ConformanceCase {
    let (sequence, state) = (shape.sequenceCount, shape.stateCount)
    return ConformanceCase(
      "lstm \(shape.label) \(kind)\(bare ? " bare" : "")",
      inputs(shape, kind, gates: 4, more: [state]),
      into: [
        .updated(0), .fresh(.float32, sequence), .fresh(.float32, sequence),
        .fresh(.float32, sequence), .fresh(.float32, state), .fresh(.float32, state),
      ]
    ) { x, y in
      let pass = LSTMPass(
        shape, gates: y[0], weight: x[1], hidden: bare ? nil : x[3], cell: bare ? nil : x[4],
        output: y[1], cells: y[2], squashed: y[3])
      return [
        .lstm(LSTMForward(pass, bias: bare ? nil : x[2], lastHidden: y[4], lastCell: y[5]))
      ]
    }
  }

  private static func lstmGradient(
    _ shape: RecurrentShape, _ kind: Numbers, _ bare: Bool
  ) -> ConformanceCase {
    let (sequence, state) = (shape.sequenceCount, shape.stateCount)
    return ConformanceCase(
      "lstm gradient \(shape.label) \(kind)\(bare ? " bare" : "")",
      inputs(
        shape, kind, gates: 4,
        more: [state, sequence, sequence, sequence, sequence, state, state]),
      into: [
        .fresh(.float32, 4 * sequence), .fresh(.float32, sequence), .fresh(.float32, state),
        .fresh(.float32, state),
      ]
    ) { x, y in
      let pass = LSTMPass(
        shape, gates: x[0], weight: x[1], hidden: bare ? nil : x[3], cell: bare ? nil : x[4],
        output: x[5], cells: x[6], squashed: x[7])
      return [
        .lstmGradient(
          LSTMGradient(
            pass, upstream: bare ? nil : x[8], upstreamHidden: x[9],
            upstreamCell: bare ? nil : x[10], into: y[0], previous: y[1], hiddenGradient: y[2],
            cellGradient: y[3]))
      ]
    }
  }

  private static func gru(
    _ shape: RecurrentShape, _ kind: Numbers, _ bare: Bool
  ) -> ConformanceCase {
    let (sequence, state) = (shape.sequenceCount, shape.stateCount)
    return ConformanceCase(
      "gru \(shape.label) \(kind)\(bare ? " bare" : "")", inputs(shape, kind, gates: 3),
      into: [
        .updated(0), .fresh(.float32, sequence), .fresh(.float32, sequence),
        .fresh(.float32, state),
      ]
    ) { x, y in
      let pass = GRUPass(
        shape, gates: y[0], weight: x[1], hidden: bare ? nil : x[3], output: y[1],
        candidate: y[2])
      return [.gru(GRUForward(pass, bias: bare ? nil : x[2], lastHidden: y[3]))]
    }
  }

  private static func gruGradient(
    _ shape: RecurrentShape, _ kind: Numbers, _ bare: Bool
  ) -> ConformanceCase {
    let (sequence, state) = (shape.sequenceCount, shape.stateCount)
    return ConformanceCase(
      "gru gradient \(shape.label) \(kind)\(bare ? " bare" : "")",
      inputs(shape, kind, gates: 3, more: [sequence, sequence, sequence, state]),
      into: [
        .fresh(.float32, 3 * sequence), .fresh(.float32, 3 * sequence),
        .fresh(.float32, sequence), .fresh(.float32, state),
      ]
    ) { x, y in
      let pass = GRUPass(
        shape, gates: x[0], weight: x[1], hidden: bare ? nil : x[3], output: x[4],
        candidate: x[5])
      return [
        .gruGradient(
          GRUGradient(
            pass, upstream: x[6], upstreamHidden: bare ? nil : x[7], into: y[0],
            gateGradient: y[1], previous: y[2], hiddenGradient: y[3]))
      ]
    }
  }
}

extension RecurrentShape {
  /// Such as `3x4x6 reversed`.
  fileprivate var label: String { "\(batch)x\(steps)x\(hidden)\(reversed ? " reversed" : "")" }
}
