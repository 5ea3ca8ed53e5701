import Lockstep

// Single operations of the catalogue.
extension Workload {
  /// `gemm MxNxK nn|nt|tn`: the letters say whether a and b are stored transposed.
  static func gemm(_ request: inout Request, _ inputs: RandomInputs) throws -> Workload {
    let sizes = try request.sizes("sizes")
    let layout = try request.word("layout")
    guard sizes.count == 3, ["nn", "nt", "tn"].contains(layout) else {
      throw RequestError(message: "gemm takes MxNxK and nn, nt or tn")
    }
    let (m, n, k) = (sizes[0], sizes[1], sizes[2])
    let (left, right) = (layout == "tn", layout == "nt")
    let a = inputs.uniform(left ? [k, m] : [m, k], name: "a")
    let b = inputs.uniform(right ? [n, k] : [k, n], name: "b")
    let output = inputs.output([m, n])
    return performing(
      .matmul(
        Matmul(
          a.operand, b.operand, m: m, n: n, k: k, transposeA: left, transposeB: right,
          into: output.operand)),
      into: output)
  }

  /// `add|relu|exp|log|tanh|sigmoid|gelu|silu COUNT`; gelu is its tanh form.
  static func elementwise(
    _ name: String, _ request: inout Request, _ inputs: RandomInputs
  ) throws -> Workload {
    let count = try request.integer("count")
    let output = inputs.output([count])
    let (low, high): (Float, Float) = name == "log" ? (0.01, 10) : (-5, 5)
    let x = inputs.uniform([count], low, high, name: "x")
    let y = inputs.uniform([count], low, high, name: "y")
    let unary: Unary.Function? =
      switch name {
      case "relu": .relu
      case "exp": .exp
      case "log": .log
      case "tanh": .tanh
      case "sigmoid": .sigmoid
      case "gelu": .geluTanh
      case "silu": .silu
      default: nil
      }
    guard let unary else {
      return performing(
        .binary(Binary(.add, x.operand, y.operand, into: output.operand)), into: output)
    }
    return performing(.unary(Unary(unary, x.operand, into: output.operand)), into: output)
  }

  /// `dropout COUNT`, with a probability of one tenth.
  static func dropout(_ request: inout Request, _ inputs: RandomInputs) throws -> Workload {
    let count = try request.integer("count")
    let output = inputs.output([count])
    let x = inputs.uniform([count], name: "x")
    let stream = RandomStream(seed: 42, name: "dropout:benchmark")
    return performing(
      .dropout(
        DropoutMask(x.operand, probability: 0.1, stream: stream, into: output.operand)),
      into: output)
  }

  /// `sum ROWSxCOLUMNS all|rows|columns`: what is summed to one number.
  static func sum(_ request: inout Request, _ inputs: RandomInputs) throws -> Workload {
    let sizes = try request.sizes("sizes")
    let kind = try request.word("axis")
    guard sizes.count == 2 else { throw RequestError(message: "sum takes ROWSxCOLUMNS") }
    let (rows, columns) = (sizes[0], sizes[1])
    let x = inputs.uniform([rows, columns], name: "x")
    let (outer, reduced, inner) =
      switch kind {
      case "all": (1, rows * columns, 1)
      case "rows": (rows, columns, 1)
      case "columns": (1, rows, columns)
      default: throw RequestError(message: "sum takes all, rows or columns, not '\(kind)'")
      }
    let output = inputs.output([outer * inner])
    return performing(
      .sum(Sum(x.operand, outer: outer, reduced: reduced, inner: inner, into: output.operand)),
      into: output)
  }
}
