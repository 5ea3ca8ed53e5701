import Devices
import Tensors
import Testing

/// Broadcasting, selection, reductions and losses against vectors computed from the text of the rules.
struct ArithmeticRuleTests {
  private static let functions: [String: TapeVector.Function] = [
    "add": { x, _ in x[0] + x[1] },
    "subtract": { x, _ in x[0] - x[1] },
    "multiply": { x, _ in x[0] * x[1] },
    "divide": { x, _ in x[0] / x[1] },
    "maximum": { x, _ in maximum(x[0], x[1]) },
    "minimum": { x, _ in minimum(x[0], x[1]) },
    "select": { x, arguments in select(arguments.constants[0], x[0], x[1]) },
    "clamp": { x, arguments in x[0].clamped(to: arguments.scalars[0]...arguments.scalars[1]) },
    "sum": { x, arguments in x[0].sum(axes: arguments.integers) },
    "mean": { x, arguments in x[0].mean(axes: arguments.integers, keepingAxes: true) },
    "max": { x, arguments in x[0].max(axes: arguments.integers) },
    "min": { x, arguments in x[0].min(axes: arguments.integers, keepingAxes: true) },
    "logSumExp": { x, arguments in x[0].logSumExp(axes: arguments.integers) },
    "variance": { x, arguments in
      x[0].variance(
        axes: Array(arguments.integers.dropFirst()), correction: arguments.integers[0])
    },
    "absoluteError": { x, arguments in
      absoluteError(x[0], arguments.constants[0], reduction: arguments.reduction)
    },
    "huberLoss": { x, arguments in
      huberLoss(
        x[0], arguments.constants[0], delta: arguments.scalars[0], reduction: arguments.reduction)
    },
    "binaryCrossEntropy": { x, arguments in
      binaryCrossEntropy(
        logits: x[0], arguments.constants[0], reduction: arguments.reduction)
    },
    "klDivergence": { x, arguments in
      klDivergence(
        logProbabilities: x[0], arguments.constants[0], reduction: arguments.reduction)
    },
    "softmax": { x, _ in x[0].softmax() },
    "logSoftmax": { x, _ in x[0].logSoftmax() },
    "crossEntropy": { x, arguments in
      let integers = arguments.integers
      return crossEntropy(
        x[0], arguments.constants[0], smoothing: arguments.scalars[0],
        ignoredLabel: integers[1] == 1 ? Int32(integers[2]) : nil,
        reduction: arguments.reduction)
    },
  ]

  private func check(_ rule: String) throws {
    for vector in try TapeVector.of(rule) { try vector.check(Self.functions) }
  }

  @Test("NUM-091: softmax, losses, extrema and log-sum-exp in binary64, and their gradients")
  func doubles() throws { try check("NUM-091") }

  @Test("NUM-070: operands of different shapes, and sums over the axes that repeated them")
  func broadcasting() throws { try check("NUM-070") }

  @Test("NUM-071: minimum and maximum of two operands, and who gets the gradient")
  func extrema() throws { try check("NUM-071") }

  @Test("NUM-072: comparisons of numbers, integers and booleans; and, or")
  func comparisons() throws {
    let contestants = try Contestant.oneOfEachKind()
    for vector in try GoldenVector.of("NUM-072") { try vector.check(on: contestants) }
  }

  @Test("NUM-072: greater, exclusive or, not, and comparisons with host scalars")
  func composedComparisons() throws {
    for contestant in try Contestant.oneOfEachKind() {
      let dispatcher = Dispatcher(device: contestant.device)
      let x = Tensor([1, 2, .nan, -0.0] as [Float], shape: [4], on: dispatcher)
      let y = Tensor([2, 2, 2, 0] as [Float], shape: [4], on: dispatcher)
      let expected: [(String, Tensor, [UInt8])] = [
        ("greater", x .> y, [0, 0, 0, 0]), ("greater, exchanged", y .> x, [1, 0, 0, 0]),
        ("at least", x .>= y, [0, 1, 0, 1]), ("at most", x .<= y, [1, 1, 0, 1]),
        ("exclusive or", (x .< y) .^ (x .<= y), [0, 1, 0, 1]),
        ("not", .!(x .== y), [1, 0, 1, 0]), ("or", (x .< y) .| (x .!= x), [1, 0, 1, 0]),
        ("and", (x .<= y) .& (y .<= x), [0, 1, 0, 1]),
        ("equal to 2", x .== 2, [0, 1, 0, 0]), ("other than 2", x .!= 2, [1, 0, 1, 1]),
        ("less than 2", x .< 2, [1, 0, 0, 1]), ("at most 1", x .<= 1, [1, 0, 0, 1]),
        ("greater than 1", x .> 1, [0, 1, 0, 0]), ("at least 0", x .>= 0, [1, 1, 0, 1]),
      ]
      for (name, found, expected) in expected {
        #expect(try found.bytes() == expected, "\(name) on \(contestant.name)")
      }
    }
  }

  @Test("NUM-073: select takes bits as they are, and its gradient is dy or +0")
  func selections() throws { try check("NUM-073") }

  @Test("NUM-074: clamp, and its gradient at the bounds and at NaN")
  func clamps() throws { try check("NUM-074") }

  @Test("NUM-076: a variance takes two passes and divides by the corrected count")
  func variances() throws { try check("NUM-076") }

  @Test("NUM-077: extrema over axes, the first of equals, and who gets the gradient")
  func extremaOverAxes() throws {
    try check("NUM-077")
    let contestants = try Contestant.oneOfEachKind()
    for operation in ["argmax", "argmin"] {
      for vector in try GoldenVector.of("NUM-077", operation: operation) {
        try vector.check(on: contestants)
      }
    }
  }

  @Test("NUM-078: log-sum-exp over axes, and its gradient")
  func logarithmsOfSums() throws { try check("NUM-078") }

  @Test("NUM-082: absolute and Huber losses")
  func distances() throws { try check("NUM-082") }

  @Test("NUM-083: binary cross-entropy of logits")
  func binaryCrossEntropies() throws { try check("NUM-083") }

  @Test("NUM-084: divergences, +0 where the target is 0")
  func divergences() throws { try check("NUM-084") }

  @Test("NUM-079: softmax and its gradient")
  func softmaxes() throws { try check("NUM-079") }

  @Test("NUM-080: log-softmax and its gradient")
  func logarithms() throws { try check("NUM-080") }

  @Test("NUM-081: label smoothing, ignored rows, and losses of rows, their sum and their mean")
  func targets() throws { try check("NUM-081") }

  @Test("NUM-075: sums and means over axes that are not neighbours are one reduction")
  func reductions() throws { try check("NUM-075") }
}
