import Devices

extension BatchStatistics {
  func rebound(_ map: (Operand) -> Operand) -> BatchStatistics {
    BatchStatistics(
      map(input), rows: rows, columns: columns, mean: map(mean), variance: map(variance))
  }
}

extension BatchNormForward {
  func rebound(_ map: (Operand) -> Operand) -> BatchNormForward {
    BatchNormForward(
      map(input), mean: map(mean), variance: map(variance), gamma: map(gamma), beta: map(beta),
      epsilon: epsilon, rows: rows, columns: columns, into: map(output))
  }
}

extension BatchNormGradient {
  func rebound(_ map: (Operand) -> Operand) -> BatchNormGradient {
    BatchNormGradient(
      upstream: map(upstream), input: map(input), mean: map(mean), variance: map(variance),
      gamma: map(gamma), epsilon: epsilon, throughStatistics: throughStatistics, rows: rows,
      columns: columns, into: map(output), gammaGradient: map(gammaGradient),
      betaGradient: map(betaGradient))
  }
}

extension GroupNormForward {
  func rebound(_ map: (Operand) -> Operand) -> GroupNormForward {
    GroupNormForward(
      shape, map(input), gamma: map(gamma), beta: map(beta), epsilon: epsilon,
      into: map(output), normalized: map(normalized), inverse: map(inverse))
  }
}

extension GroupNormGradient {
  func rebound(_ map: (Operand) -> Operand) -> GroupNormGradient {
    GroupNormGradient(
      shape, upstream: map(upstream), gamma: map(gamma), normalized: map(normalized),
      inverse: map(inverse), into: map(output))
  }
}
