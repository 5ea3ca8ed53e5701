import NumericsContract

// Where mixed precision happens: the products of layers, and nowhere else.
extension Context {
  /// Computes a layer's product in the precision of the pass (NUM-126).
  ///
  /// In mixed precision operands are rounded to 16 bits, multiplied and added in binary32, and the result
  /// is rounded to 16 bits; what comes out is binary32 again. The gradient is rounded likewise on its way
  /// in, and those of the operands on their way out.
  ///
  /// - Parameters:
  ///   - input: What is multiplied; in mixed precision binary32 is what gets rounded, other types are
  ///     left as they are.
  ///   - weight: By what.
  ///   - bias: Added to the product.
  ///   - compute: The operation, of input, weight and bias.
  public func product(
    _ input: Tensor, _ weight: Parameter, _ bias: Parameter?,
    _ compute: (Tensor, Tensor, Tensor?) -> Tensor
  ) -> Tensor {
    let (factor, summand) = (self[weight], bias.map { self[$0] })
    guard let type = precision.productType, input.type == .float32 else {
      return compute(input, factor, summand)
    }
    return compute(
      input.converted(to: type), factor.converted(to: type), summand?.converted(to: type)
    ).converted(to: .float32)
  }

  /// The same of an operation whose operands are all in one tensor.
  public func product(_ input: Tensor, _ compute: (Tensor) -> Tensor) -> Tensor {
    guard let type = precision.productType, input.type == .float32 else { return compute(input) }
    return compute(input.converted(to: type)).converted(to: .float32)
  }
}
