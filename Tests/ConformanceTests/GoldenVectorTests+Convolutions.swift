import Testing

extension GoldenVectorTests {
  @Test("NUM-100: convolution; padding is +0 and takes part, under NaN and ∞ too")
  func convolutions() throws { try check("NUM-100") }

  @Test("NUM-101: the gradient of a convolution's input passes over absent windows")
  func convolutionInputs() throws { try check("NUM-101") }

  @Test("NUM-102: gradients of a convolution's weight and bias")
  func convolutionWeights() throws { try check("NUM-102") }

  @Test("NUM-103: transposed convolution and its gradients")
  func transposedConvolutions() throws { try check("NUM-103") }
}
