import Testing

extension GoldenVectorTests {
  @Test("NUM-085: rows by index, NaN where the index is out of range")
  func gathers() throws { try check("NUM-085") }

  @Test("NUM-086: rows added at indices, each by the sum rule over its own positions")
  func scatters() throws { try check("NUM-086") }

  @Test("NUM-087: axes in another order")
  func permutations() throws { try check("NUM-087") }
}
