public import Devices

extension Operation {
  /// Returns the same operation on other operands: each operand x becomes `map(x)`.
  ///
  /// What a device needs that hands its work to another one: that device has storage of its own.
  public func rebound(_ map: (Operand) -> Operand) -> Operation {
    switch self {
    case .fill(let e): .fill(Fill(e.value, into: map(e.output)))
    case .copy(let e): .copy(Copy(map(e.input), into: map(e.output), axes: e.axes))
    case .convert(let e): .convert(Convert(map(e.input), into: map(e.output)))
    case .unary(let e):
      .unary(
        Unary(
          e.function, map(e.input), into: map(e.output), derivative: e.derivative.map(map)))
    case .unaryGradient(let e):
      .unaryGradient(
        UnaryGradient(
          e.function, value: map(e.value), upstream: map(e.upstream), into: map(e.output)))
    case .binary(let e):
      .binary(
        Binary(e.function, map(e.left), map(e.right), over: e.axes, into: map(e.output)))
    case .comparison(let e):
      .comparison(
        Comparison(e.function, map(e.left), map(e.right), over: e.axes, into: map(e.output)))
    case .select(let e):
      .select(
        Select(map(e.mask), map(e.left), map(e.right), over: e.axes, into: map(e.output)))
    case .scale(let e): .scale(Scale(map(e.input), by: e.factor, into: map(e.output)))
    case .divide(let e):
      .divide(DivideByConstant(map(e.input), by: e.divisor, into: map(e.output)))
    case .multiplyByScalar(let e):
      .multiplyByScalar(
        MultiplyByScalar(map(e.input), by: map(e.scalar), into: map(e.output)))
    case .addRow(let e):
      .addRow(
        AddRow(
          map(e.input), row: map(e.row), rows: e.rows, columns: e.columns, into: map(e.output)))
    case .sum(let e): .sum(Sum(map(e.input), over: e.axes, into: map(e.output)))
    case .broadcast(let e):
      .broadcast(Broadcast(map(e.input), over: e.axes, into: map(e.output)))
    case .extremum(let e):
      .extremum(
        Extremum(
          e.function, map(e.input), over: e.axes, values: e.values.map(map),
          places: e.places.map(map)))
    case .extremumGradient(let e):
      .extremumGradient(
        ExtremumGradient(
          upstream: map(e.upstream), places: map(e.places), over: e.axes, into: map(e.output)))
    case .matmul(let e):
      .matmul(
        Matmul(
          map(e.a), map(e.b), batch: e.batch, repeatsA: e.repeatsA, repeatsB: e.repeatsB, m: e.m,
          n: e.n, k: e.k, transposeA: e.transposeA, transposeB: e.transposeB,
          into: map(e.output)))
    case .linear(let e):
      .linear(
        LinearForward(
          map(e.input), weight: map(e.weight), bias: map(e.bias), m: e.m, n: e.n, k: e.k,
          into: map(e.output)))
    case .convolution(let e): .convolution(e.rebound(map))
    case .convolutionInputGradient(let e): .convolutionInputGradient(e.rebound(map))
    case .convolutionWeightGradient(let e): .convolutionWeightGradient(e.rebound(map))
    case .softmax(let e):
      .softmax(
        Softmax(e.function, map(e.input), rows: e.rows, columns: e.columns, into: map(e.output)))
    case .softmaxGradient(let e):
      .softmaxGradient(
        SoftmaxGradient(
          e.function, value: map(e.value), upstream: map(e.upstream), rows: e.rows,
          columns: e.columns, into: map(e.output)))
    case .crossEntropy(let e): .crossEntropy(e.rebound(map))
    case .crossEntropyGradient(let e): .crossEntropyGradient(e.rebound(map))
    case .layerNorm(let e): .layerNorm(e.rebound(map))
    case .layerNormGradient(let e): .layerNormGradient(e.rebound(map))
    case .gather(let e):
      .gather(
        Gather(
          map(e.table), at: map(e.indices), rows: e.rows, columns: e.columns, into: map(e.output)))
    case .scatterAdd(let e):
      .scatterAdd(
        ScatterAdd(
          map(e.input), at: map(e.indices), rows: e.rows, columns: e.columns, into: map(e.output)))
    case .groupNorm(let e): .groupNorm(e.rebound(map))
    case .groupNormGradient(let e): .groupNormGradient(e.rebound(map))
    case .batchStatistics(let e): .batchStatistics(e.rebound(map))
    case .batchNorm(let e): .batchNorm(e.rebound(map))
    case .batchNormGradient(let e): .batchNormGradient(e.rebound(map))
    case .pool(let e):
      .pool(Pool(e.function, e.shape, map(e.input), into: map(e.output), places: e.places.map(map)))
    case .poolGradient(let e):
      .poolGradient(
        PoolGradient(
          e.function, e.shape, upstream: map(e.upstream), places: e.places.map(map),
          into: map(e.output)))
    case .attention(let e): .attention(e.rebound(map))
    case .attentionGradient(let e): .attentionGradient(e.rebound(map))
    case .lstm(let e): .lstm(e.rebound(map))
    case .lstmGradient(let e): .lstmGradient(e.rebound(map))
    case .gru(let e): .gru(e.rebound(map))
    case .gruGradient(let e): .gruGradient(e.rebound(map))
    case .dropout(let e):
      .dropout(
        DropoutMask(
          map(e.input), probability: e.probability, stream: e.stream, into: map(e.output)))
    case .squaredNorm(let e): .squaredNorm(SquaredNorm(map(e.input), into: map(e.output)))
    case .clipFactor(let e):
      .clipFactor(
        ClipFactor(
          squares: map(e.squares), maximum: e.maximum, norm: map(e.norm), factor: map(e.factor)))
    case .sgd(let e): .sgd(e.rebound(map))
    case .adam(let e): .adam(e.rebound(map))
    case .countEqual(let e):
      .countEqual(CountEqual(map(e.left), map(e.right), addingTo: map(e.total)))
    case .accumulate(let e):
      .accumulate(Accumulate(map(e.value), weight: e.weight, addingTo: map(e.total)))
    }
  }
}

extension Convolution {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> Convolution {
    Convolution(
      shape, map(input), weight: map(weight), bias: bias.map(map), isRectified: isRectified,
      into: map(output))
  }
}

extension ConvolutionInputGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      shape, upstream: map(upstream), weight: map(weight), into: map(output))
  }
}

extension ConvolutionWeightGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> ConvolutionWeightGradient {
    ConvolutionWeightGradient(shape, upstream: map(upstream), input: map(input), into: map(output))
  }
}

extension CrossEntropy {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> CrossEntropy {
    CrossEntropy(
      logits: map(logits), labels: map(labels), rows: rows, classes: classes,
      losses: map(losses), probabilities: map(probabilities), options: options,
      counted: counted.map(map))
  }
}

extension CrossEntropyGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> CrossEntropyGradient {
    CrossEntropyGradient(
      probabilities: map(probabilities), labels: map(labels), upstream: map(upstream),
      rows: rows, classes: classes, isPerRow: isPerRow, options: options, into: map(output))
  }
}

extension LayerNormForward {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> LayerNormForward {
    LayerNormForward(
      map(input), gamma: map(gamma), beta: beta.map(map), epsilon: epsilon, rows: rows,
      columns: columns, into: map(output), normalized: map(normalized), inverse: map(inverse))
  }
}

extension LayerNormGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> LayerNormGradient {
    LayerNormGradient(
      upstream: map(upstream), gamma: map(gamma), normalized: map(normalized),
      inverse: map(inverse), rows: rows, columns: columns, isCentered: isCentered,
      into: map(output))
  }
}

extension SGDStep {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> SGDStep {
    SGDStep(
      parameter: map(parameter), gradient: map(gradient), velocity: velocity.map(map),
      learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
      nesterov: nesterov)
  }
}

extension AdamStep {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> AdamStep {
    AdamStep(
      parameter: map(parameter), gradient: map(gradient), firstMoment: map(firstMoment),
      secondMoment: map(secondMoment), hyperparameters: hyperparameters)
  }
}

extension TokenRows {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> TokenRows {
    TokenRows(map(operand), stride: stride)
  }
}

extension Attention {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> Attention {
    Attention(
      shape, query: query.rebound(map), key: key.rebound(map), value: value.rebound(map),
      mask: mask.map(map), into: map(output), probabilities: map(probabilities))
  }
}

extension AttentionGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> AttentionGradient {
    AttentionGradient(
      shape, query: query.rebound(map), key: key.rebound(map), value: value.rebound(map),
      mask: mask.map(map), probabilities: map(probabilities), upstream: map(upstream),
      queryGradient: queryGradient.rebound(map), keyGradient: keyGradient.rebound(map),
      valueGradient: valueGradient.rebound(map))
  }
}

extension LSTMPass {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> LSTMPass {
    LSTMPass(
      shape, gates: map(gates), weight: map(weight), hidden: hidden.map(map), cell: cell.map(map),
      output: map(output), cells: map(cells), squashed: map(squashed))
  }
}

extension LSTMForward {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> LSTMForward {
    LSTMForward(
      pass.rebound(map), bias: bias.map(map), lastHidden: map(lastHidden), lastCell: map(lastCell))
  }
}

extension LSTMGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> LSTMGradient {
    LSTMGradient(
      pass.rebound(map), upstream: upstream.map(map), upstreamHidden: upstreamHidden.map(map),
      upstreamCell: upstreamCell.map(map), into: map(gateGradient), previous: map(previous),
      hiddenGradient: map(hiddenGradient), cellGradient: map(cellGradient))
  }
}

extension GRUPass {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> GRUPass {
    GRUPass(
      shape, gates: map(gates), weight: map(weight), hidden: hidden.map(map), output: map(output),
      candidate: map(candidate))
  }
}

extension GRUForward {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> GRUForward {
    GRUForward(pass.rebound(map), bias: bias.map(map), lastHidden: map(lastHidden))
  }
}

extension GRUGradient {
  fileprivate func rebound(_ map: (Operand) -> Operand) -> GRUGradient {
    GRUGradient(
      pass.rebound(map), upstream: upstream.map(map), upstreamHidden: upstreamHidden.map(map),
      into: map(inputGradient), gateGradient: map(gateGradient), previous: map(previous),
      hiddenGradient: map(hiddenGradient))
  }
}
