import Testing

extension GoldenVectorTests {
  @Test("NUM-060: gradients of functions, in the order of their operations")
  func functionGradients() throws { try check("NUM-060") }

  @Test("NUM-061: |x|, sign, 1 ÷ x and x · x on zeros, subnormals, infinities and NaN")
  func signsAndPowers() throws { try check("NUM-061") }
}
