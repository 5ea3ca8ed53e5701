import Testing

extension GoldenVectorTests {
  @Test("NUM-115: max pooling, its places and its gradient; zeros, NaN and overlapping windows")
  func maxPools() throws { try check("NUM-115") }

  @Test("NUM-116: average pooling and its gradient, padding absent or counted, adaptive windows")
  func averagePools() throws { try check("NUM-116") }
}
