import CPUDevice
import Devices
import NumericsContract
import Testing

/// An operation over more elements than one thread takes, on operands that a device makes from values.
struct LargeOperation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Makes the operation on a device from a source of values; returns it with what it writes.
  let build: @Sendable (any Device, inout ValueSource) -> Operation

  init(
    _ name: String, _ build: @escaping @Sendable (any Device, inout ValueSource) -> Operation
  ) {
    testDescription = name
    self.build = build
  }

  static let count = 70_003
  static let (rows, columns) = (1_501, 47)

  static let all: [LargeOperation] = elementwise + rowwise + training

  private static let elementwise: [LargeOperation] =
    Unary.Function.allCases.map { function in
      LargeOperation(function.rawValue) { device, values in
        .unary(
          Unary(function, device.operand(values.floats(count)), into: device.operand(count: count)))
      }
    }
    + Binary.Function.allCases.map { function in
      LargeOperation(function.rawValue) { device, values in
        let (left, right) = (values.floats(count), values.floats(count))
        let output = device.operand(count: count)
        return .binary(Binary(function, device.operand(left), device.operand(right), into: output))
      }
    }
    + [
      LargeOperation("fill") { device, _ in .fill(Fill(0.1, into: device.operand(count: count))) },
      LargeOperation("fill binary64") { device, _ in
        .fill(Fill(0.1, into: device.operand(count: count, type: .float64)))
      },
      LargeOperation("copy") { device, values in
        let input = device.operand(values.floats(2 * count))
        return .copy(Copy(input, into: device.operand(count: 2 * count)))
      },
      LargeOperation("divide by constant") { device, values in
        let input = device.operand(values.floats(count))
        return .divide(DivideByConstant(input, by: 3, into: device.operand(count: count)))
      },
      LargeOperation("relu gradient") { device, values in
        let (value, upstream) = (values.floats(count), values.floats(count))
        return .unaryGradient(
          UnaryGradient(
            .relu, value: device.operand(value), upstream: device.operand(upstream),
            into: device.operand(count: count)))
      },
      LargeOperation("multiply by scalar") { device, values in
        let input = device.operand(values.floats(count))
        let scalar = device.operand([0.3])
        return .multiplyByScalar(
          MultiplyByScalar(input, by: scalar, into: device.operand(count: count)))
      },
    ]

  private static let rowwise: [LargeOperation] = [
    LargeOperation("add row") { device, values in
      let (input, row) = (values.floats(rows * columns), values.floats(columns))
      return .addRow(
        AddRow(
          device.operand(input), row: device.operand(row), rows: rows, columns: columns,
          into: device.operand(count: rows * columns)))
    },
    LargeOperation("broadcast of a row") { device, values in
      let input = device.operand(values.floats(columns))
      let output = device.operand(count: rows * columns)
      return .broadcast(Broadcast(input, outer: 1, repeated: rows, inner: columns, into: output))
    },
    LargeOperation("broadcast of a column") { device, values in
      let input = device.operand(values.floats(rows))
      let output = device.operand(count: rows * columns)
      return .broadcast(Broadcast(input, outer: rows, repeated: columns, inner: 1, into: output))
    },
    LargeOperation("argmax") { device, values in
      let input = device.operand(values.floats(rows * columns))
      let output = device.operand(count: rows, type: .int32)
      return .extremum(
        Extremum(
          .maximum, input, outer: rows, reduced: columns, inner: 1, places: output))
    },
    LargeOperation("cross-entropy") { device, values in
      .crossEntropy(
        CrossEntropy(
          logits: device.operand(values.floats(rows * columns)), labels: device.labels(rows),
          rows: rows, classes: columns, losses: device.operand(count: rows),
          probabilities: device.operand(count: rows * columns)))
    },
    LargeOperation("cross-entropy gradient") { device, values in
      .crossEntropyGradient(
        CrossEntropyGradient(
          probabilities: device.operand(values.floats(rows * columns)),
          labels: device.labels(rows), upstream: device.operand([0.7]), rows: rows,
          classes: columns, into: device.operand(count: rows * columns)))
    },
    LargeOperation("layer normalisation") { device, values in
      let (input, gamma) = (values.floats(rows * columns), values.floats(columns))
      let beta = values.floats(columns)
      return .layerNorm(
        LayerNormForward(
          device.operand(input), gamma: device.operand(gamma), beta: device.operand(beta),
          epsilon: 1e-5, rows: rows, columns: columns,
          into: device.operand(count: rows * columns),
          normalized: device.operand(count: rows * columns), inverse: device.operand(count: rows)))
    },
    LargeOperation("layer normalisation's gradient") { device, values in
      let (upstream, gamma) = (values.floats(rows * columns), values.floats(columns))
      let (normalized, inverse) = (values.floats(rows * columns), values.floats(rows))
      return .layerNormGradient(
        LayerNormGradient(
          upstream: device.operand(upstream), gamma: device.operand(gamma),
          normalized: device.operand(normalized), inverse: device.operand(inverse), rows: rows,
          columns: columns, into: device.operand(count: rows * columns)))
    },
  ]

  private static let training: [LargeOperation] = [
    LargeOperation("sgd with momentum") { device, values in
      let (parameter, gradient) = (values.floats(count), values.floats(count))
      return .sgd(
        SGDStep(
          parameter: device.operand(parameter), gradient: device.operand(gradient),
          velocity: device.operand(values.floats(count)), learningRate: 0.1, momentum: 0.9,
          weightDecay: 0.01, nesterov: true))
    },
    LargeOperation("sgd") { device, values in
      let (parameter, gradient) = (values.floats(count), values.floats(count))
      return .sgd(
        SGDStep(
          parameter: device.operand(parameter), gradient: device.operand(gradient), velocity: nil,
          learningRate: 0.1, momentum: 0, weightDecay: 0, nesterov: false))
    },
    LargeOperation("adam") { device, values in
      let (parameter, gradient) = (values.floats(count), values.floats(count))
      let (first, second) = (values.floats(count), values.floats(count).map { $0 * $0 })
      return .adam(
        AdamStep(
          parameter: device.operand(parameter), gradient: device.operand(gradient),
          firstMoment: device.operand(first), secondMoment: device.operand(second),
          hyperparameters: AdamStep.Hyperparameters(
            learningRate: 1e-3, beta1: 0.9, beta2: 0.999, beta1Power: 0.81, beta2Power: 0.998,
            epsilon: 1e-8, weightDecay: 0.1, decoupled: true)))
    },
  ]
}

@Suite struct SplitTests {
  @Test(
    "NUM-032: how work is cut reaches no bit: one thread and three, portable and vector code",
    arguments: LargeOperation.all)
  func cuts(operation: LargeOperation) throws {
    let expected = try outputs(of: operation, on: CPUDevice(threads: 1, instructionSet: .portable))
    for set in InstructionSet.available {
      for threads in [1, 2, 3] {
        let found = try outputs(of: operation, on: CPUDevice(threads: threads, instructionSet: set))
        #expect(found == expected, "\(set.rawValue), \(threads) threads")
      }
    }
  }

  /// Words of every operand that the operation writes, NaN made canonical.
  private func outputs(
    of operation: LargeOperation, on device: CPUDevice
  ) throws -> [[UInt32]] {
    var values = ValueSource(seed: 31)
    let operation = operation.build(device, &values)
    device.perform(operation, at: Invocation())
    return try operation.entry.outputs.map { output in
      let words = Operand(output.storage, type: .float32, count: output.byteCount / 4)
      let isReal = output.type == .float32
      return try device.floats(words).map { isReal ? $0.canonicalBits : $0.bitPattern }
    }
  }
}
