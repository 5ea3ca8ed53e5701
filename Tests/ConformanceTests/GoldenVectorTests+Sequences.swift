import Testing

extension GoldenVectorTests {
  @Test("NUM-050: attention and its gradient, causal, masked and without any key")
  func attentions() throws { try check("NUM-050") }
}
