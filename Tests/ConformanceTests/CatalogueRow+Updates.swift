import Devices
import NumericsContract

extension CatalogueRow {
  /// Optimizer steps.
  static let updates: [CatalogueRow] = [
    CatalogueRow("sgd") {
      elementwiseInputs.flatMap { count, kind in
        // 1e-50 is not zero, but its binary32 is: the rule asks before it rounds.
        [0, 0.01, 1e-50].flatMap { weightDecay in
          [(0.0, false), (0.9, false), (0.9, true), (1e-50, true)].map { momentum, nesterov in
            sgd(count, kind, momentum, weightDecay, nesterov)
          }
        }
      }
    },
    CatalogueRow("adam") {
      elementwiseInputs.flatMap { count, kind in
        [(0, false), (0.01, false), (1e-50, false), (0, true), (0.01, true), (1e-50, true)].map {
          adam(count, kind, weightDecay: $0, decoupled: $1)
        }
      } + [adam(40_001, .normals, weightDecay: 0.01, decoupled: true)]
    },
  ].map { $0.inBothFormats() }

  private static func sgd(
    _ count: Int, _ kind: Numbers, _ momentum: Double, _ weightDecay: Double, _ nesterov: Bool
  ) -> ConformanceCase {
    let operands = [kind.array(count), kind.array(count, salt: 1), kind.array(count, salt: 2)]
    let moves = momentum != 0
    return ConformanceCase(
      "sgd \(count) \(kind), μ \(momentum), λ \(weightDecay), nesterov \(nesterov)",
      moves ? operands : Array(operands.prefix(2)),
      into: moves ? [.updated(0), .updated(2)] : [.updated(0)]
    ) { inputs, _ in
      [
        .sgd(
          SGDStep(
            parameter: inputs[0], gradient: inputs[1], velocity: moves ? inputs[2] : nil,
            learningRate: 0.05, momentum: momentum, weightDecay: weightDecay, nesterov: nesterov))
      ]
    }
  }

  private static func adam(
    _ count: Int, _ kind: Numbers, weightDecay: Double, decoupled: Bool
  ) -> ConformanceCase {
    let hyperparameters = AdamStep.Hyperparameters(
      learningRate: 1e-3, beta1: 0.9, beta2: 0.999, beta1Power: 0.9 * 0.9,
      beta2Power: 0.999 * 0.999, epsilon: 1e-8, weightDecay: weightDecay, decoupled: decoupled)
    return ConformanceCase(
      "adam \(count) \(kind), λ \(weightDecay), decoupled \(decoupled)",
      [
        kind.array(count), kind.array(count, salt: 1), kind.array(count, salt: 2),
        HostArray(kind.make(count, salt: 3).map(\.magnitude)),
      ], into: [.updated(0), .updated(2), .updated(3)]
    ) { inputs, _ in
      [
        .adam(
          AdamStep(
            parameter: inputs[0], gradient: inputs[1], firstMoment: inputs[2],
            secondMoment: inputs[3], hyperparameters: hyperparameters))
      ]
    }
  }
}
