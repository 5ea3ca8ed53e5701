import Lockstep

/// Linear layers with ReLU between them, and with normalisation and dropout where asked for.
struct Perceptron: Layer {
  let linears: [Linear]
  let norms: [LayerNorm]
  let dropout: Dropout?

  /// - Parameters:
  ///   - sizes: Features of the input, of each hidden layer, and of the scores.
  ///   - regularized: Normalise before and drop out after each ReLU.
  init(_ sizes: [Int], regularized: Bool = false) {
    linears = zip(sizes, sizes.dropFirst()).map { Linear(from: $0, to: $1) }
    norms = regularized ? sizes.dropFirst().dropLast().map { LayerNorm($0) } : []
    dropout = regularized ? Dropout(0.1) : nil
  }

  var contents: Contents {
    var parts: [(String, any LayerPart)] = [("linears", linears)]
    if let dropout { parts += [("norms", norms), ("dropout", dropout)] }
    return Contents(parts)
  }

  func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
    var value = images
    for (index, linear) in linears.enumerated() {
      value = linear(value, context)
      guard index + 1 < linears.count else { break }
      if !norms.isEmpty { value = norms[index](value, context) }
      value = value.relu()
      if let dropout { value = dropout(value, context) }
    }
    return value
  }
}
