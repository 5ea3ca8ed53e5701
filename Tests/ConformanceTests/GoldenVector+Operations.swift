import Devices
import NumericsContract
import Testing

extension GoldenVector {
  /// The operations that the vector's name stands for, on operands with the vector's inputs.
  func conformanceCase() throws -> ConformanceCase {
    let contents = try inputs.map { try $0.array }
    let fresh = try outputs.map { output in
      let array = try output.array
      return ConformanceCase.Output.fresh(array.type, array.count)
    }
    func make(
      into outputs: [ConformanceCase.Output]? = nil, _ build: @escaping ConformanceCase.Builder
    ) -> ConformanceCase {
      ConformanceCase(name, contents, into: outputs ?? fresh, build: build)
    }
    let n = integers
    let h = try scalars.indices.map { try scalar($0) }
    if let function = Unary.Function(rawValue: operation) {
      return make { [.unary(Unary(function, $0[0], into: $1[0]))] }
    }
    if let function = Binary.Function(rawValue: operation) {
      return make { [.binary(Binary(function, $0[0], $0[1], into: $1[0]))] }
    }
    if operation.hasSuffix("Gradient"),
      let function = Unary.Function(rawValue: String(operation.dropLast("Gradient".count)))
    {
      guard function.gradientSource == .derivative else {
        return make {
          [.unaryGradient(UnaryGradient(function, value: $0[0], upstream: $0[1], into: $1[0]))]
        }
      }
      // The function's own value is not part of the vector.
      return make(into: fresh + fresh) {
        [
          .unary(Unary(function, $0[0], into: $1[1], derivative: $1[0])),
          .unaryGradient(UnaryGradient(function, value: $1[0], upstream: $0[1], into: $1[0])),
        ]
      }
    }
    switch operation {
    case "sum":
      return make {
        [.sum(Sum($0[0], outer: n[0], reduced: n[1], inner: n[2], into: $1[0]))]
      }
    case "mean":
      return make {
        [
          .sum(Sum($0[0], outer: 1, reduced: n[0], inner: 1, into: $1[0])),
          .divide(DivideByConstant($1[0], by: Double(n[0]), into: $1[0])),
        ]
      }
    case "squaredNorm": return make { [.squaredNorm(SquaredNorm($0[0], into: $1[0]))] }
    case "clipFactor":
      return make {
        [.clipFactor(ClipFactor(squares: $0[0], maximum: h[0], norm: $1[0], factor: $1[1]))]
      }
    case "matmul":
      return make {
        [
          .matmul(
            Matmul(
              $0[0], $0[1], m: n[0], n: n[1], k: n[2], transposeA: n[3] == 1,
              transposeB: n[4] == 1, into: $1[0]))
        ]
      }
    case "linear":
      return make {
        [
          .linear(
            LinearForward(
              $0[0], weight: $0[1], bias: $0[2], m: n[0], n: n[1], k: n[2], into: $1[0]))
        ]
      }
    case "crossEntropy":
      return make {
        [
          .crossEntropy(
            CrossEntropy(
              logits: $0[0], labels: $0[1], rows: n[0], classes: n[1], losses: $1[0],
              probabilities: $1[1]))
        ]
      }
    case "crossEntropyGradient":
      return make {
        [
          .crossEntropyGradient(
            CrossEntropyGradient(
              probabilities: $0[0], labels: $0[1], upstream: $0[2], rows: n[0], classes: n[1],
              into: $1[0]))
        ]
      }
    case "layerNorm":
      return make {
        [
          .layerNorm(
            LayerNormForward(
              $0[0], gamma: $0[1], beta: $0[2], epsilon: h[0], rows: n[0], columns: n[1],
              into: $1[0], normalized: $1[1], inverse: $1[2]))
        ]
      }
    case "layerNormGradient":
      return make {
        [
          .layerNormGradient(
            LayerNormGradient(
              upstream: $0[0], gamma: $0[1], normalized: $0[2], inverse: $0[3], rows: n[0],
              columns: n[1], into: $1[0]))
        ]
      }
    case "sgd":
      return make(into: contents.count == 3 ? [.updated(0), .updated(2)] : [.updated(0)]) { x, _ in
        [
          .sgd(
            SGDStep(
              parameter: x[0], gradient: x[1], velocity: x.count == 3 ? x[2] : nil,
              learningRate: h[0], momentum: h[1], weightDecay: h[2], nesterov: n[0] == 1))
        ]
      }
    case "adam":
      let hyperparameters = AdamStep.Hyperparameters(
        learningRate: h[0], beta1: h[1], beta2: h[2], beta1Power: h[3], beta2Power: h[4],
        epsilon: h[5], weightDecay: h[6], decoupled: n[0] == 1)
      return make(into: [.updated(0), .updated(2), .updated(3)]) { x, _ in
        [
          .adam(
            AdamStep(
              parameter: x[0], gradient: x[1], firstMoment: x[2], secondMoment: x[3],
              hyperparameters: hyperparameters))
        ]
      }
    case "accumulate":
      return make(into: [.updated(1)]) { x, _ in
        h.enumerated().map { index, weight in
          let value = Operand(
            x[0].storage, type: .float32, offset: x[0].offset + index, count: 1)
          return .accumulate(Accumulate(value, weight: weight, addingTo: x[1]))
        }
      }
    case "countEqual":
      return make(into: [.updated(2)]) { x, _ in
        [.countEqual(CountEqual(x[0], x[1], addingTo: x[2]))]
      }
    case "window": return make(window)
    case "shards":
      // A sum takes the place of its left summand, so every summand is an output too.
      return make(into: contents.indices.map { .updated($0) }) { x, _ in
        var operations: [Operation] = []
        _ = SumOrder.foldAdjacentPairs(x) { left, right in
          operations.append(.binary(Binary(.add, left, right, into: left)))
          return left
        }
        return operations
      }
    default:
      if let build = try sequenceBuilder() ?? arrayBuilder() ?? normalizationBuilder()
        ?? poolingBuilder() ?? arithmeticBuilder() ?? convolutionBuilder() ?? recurrentBuilder()
      {
        return make(build)
      }
      throw Trespass(description: "\(rule): no device computes '\(operation)'")
    }
  }

  /// ((g₁ + g₂) + …) ÷ m.
  private var window: ConformanceCase.Builder {
    { x, y in
      var operations: [Operation] = [.copy(Copy(x[0], into: y[0]))]
      for gradient in x.dropFirst() {
        operations.append(.binary(Binary(.add, y[0], gradient, into: y[0])))
      }
      if x.count > 1 {
        operations.append(.divide(DivideByConstant(y[0], by: Double(x.count), into: y[0])))
      }
      return operations
    }
  }
}
