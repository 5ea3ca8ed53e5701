/// The catalogue: everything a device must be able to compute.
///
/// The list is the same for every device; a device that lacks one does not compile. A *composite*
/// operation (`constituents` not nil) may be computed in one go where that gives the same bits;
/// tracing, shadow execution and fault injection always see its constituents.
public enum Operation: Sendable {
  case fill(Fill)
  case copy(Copy)
  case convert(Convert)
  case unary(Unary)
  case unaryGradient(UnaryGradient)
  case binary(Binary)
  case comparison(Comparison)
  case select(Select)
  case scale(Scale)
  case divide(DivideByConstant)
  case multiplyByScalar(MultiplyByScalar)
  case addRow(AddRow)
  case sum(Sum)
  case broadcast(Broadcast)
  case extremum(Extremum)
  case extremumGradient(ExtremumGradient)
  case matmul(Matmul)
  case linear(LinearForward)
  case convolution(Convolution)
  case convolutionInputGradient(ConvolutionInputGradient)
  case convolutionWeightGradient(ConvolutionWeightGradient)
  case softmax(Softmax)
  case softmaxGradient(SoftmaxGradient)
  case crossEntropy(CrossEntropy)
  case crossEntropyGradient(CrossEntropyGradient)
  case layerNorm(LayerNormForward)
  case layerNormGradient(LayerNormGradient)
  case gather(Gather)
  case scatterAdd(ScatterAdd)
  case groupNorm(GroupNormForward)
  case groupNormGradient(GroupNormGradient)
  case batchStatistics(BatchStatistics)
  case batchNorm(BatchNormForward)
  case batchNormGradient(BatchNormGradient)
  case pool(Pool)
  case poolGradient(PoolGradient)
  case attention(Attention)
  case attentionGradient(AttentionGradient)
  case lstm(LSTMForward)
  case lstmGradient(LSTMGradient)
  case gru(GRUForward)
  case gruGradient(GRUGradient)
  case dropout(DropoutMask)
  case squaredNorm(SquaredNorm)
  case clipFactor(ClipFactor)
  case sgd(SGDStep)
  case adam(AdamStep)
  case countEqual(CountEqual)
  case accumulate(Accumulate)

  /// The operation's own description: name, operands, constituents.
  public var entry: any CatalogueEntry {
    switch self {
    case .fill(let entry): entry
    case .copy(let entry): entry
    case .convert(let entry): entry
    case .unary(let entry): entry
    case .unaryGradient(let entry): entry
    case .binary(let entry): entry
    case .comparison(let entry): entry
    case .select(let entry): entry
    case .scale(let entry): entry
    case .divide(let entry): entry
    case .multiplyByScalar(let entry): entry
    case .addRow(let entry): entry
    case .sum(let entry): entry
    case .broadcast(let entry): entry
    case .extremum(let entry): entry
    case .extremumGradient(let entry): entry
    case .matmul(let entry): entry
    case .linear(let entry): entry
    case .convolution(let entry): entry
    case .convolutionInputGradient(let entry): entry
    case .convolutionWeightGradient(let entry): entry
    case .softmax(let entry): entry
    case .softmaxGradient(let entry): entry
    case .crossEntropy(let entry): entry
    case .crossEntropyGradient(let entry): entry
    case .layerNorm(let entry): entry
    case .layerNormGradient(let entry): entry
    case .gather(let entry): entry
    case .scatterAdd(let entry): entry
    case .groupNorm(let entry): entry
    case .groupNormGradient(let entry): entry
    case .batchStatistics(let entry): entry
    case .batchNorm(let entry): entry
    case .batchNormGradient(let entry): entry
    case .pool(let entry): entry
    case .poolGradient(let entry): entry
    case .attention(let entry): entry
    case .attentionGradient(let entry): entry
    case .lstm(let entry): entry
    case .lstmGradient(let entry): entry
    case .gru(let entry): entry
    case .gruGradient(let entry): entry
    case .dropout(let entry): entry
    case .squaredNorm(let entry): entry
    case .clipFactor(let entry): entry
    case .sgd(let entry): entry
    case .adam(let entry): entry
    case .countEqual(let entry): entry
    case .accumulate(let entry): entry
    }
  }
}

extension Operation {
  /// How many primitive operations this stands for.
  public var primitiveCount: Int {
    switch self {
    case .linear: 2
    case .convolution(let entry): 1 + (entry.bias == nil ? 0 : 1) + (entry.isRectified ? 1 : 0)
    default: 1
    }
  }
}
