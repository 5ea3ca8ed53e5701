import Testing

extension GoldenVectorTests {
  @Test("NUM-060: gradients of functions, in the order of their operations")
  func functionGradients() throws { try check("NUM-060") }

  @Test("NUM-061: |x|, sign, 1 ÷ x and x · x on zeros, subnormals, infinities and NaN")
  func signsAndPowers() throws { try check("NUM-061") }

  @Test("NUM-154: exp, log and sigmoid in binary64, operation by operation, from end to end")
  func doubleFunctions() throws { try check("NUM-154") }

  @Test("NUM-157: the other functions of one variable in binary64, from end to end")
  func furtherDoubleFunctions() throws { try check("NUM-157") }

  @Test("NUM-155: rows, optimizers and clipping in binary64, no scalar rounded to binary32")
  func doubleUpdates() throws { try check("NUM-155") }
}
