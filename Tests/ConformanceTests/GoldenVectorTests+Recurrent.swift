import Testing

extension GoldenVectorTests {
  @Test("NUM-051: an LSTM in both directions, with and without bias and initial state")
  func lstms() throws { try check("NUM-051") }

  @Test("NUM-052: gradients of an LSTM, for gates, states, inputs and parameters")
  func lstmGradients() throws { try check("NUM-052") }

  @Test("NUM-053: a GRU in both directions, with and without bias and initial state")
  func grus() throws { try check("NUM-053") }

  @Test("NUM-054: gradients of a GRU, for gates, states, inputs and parameters")
  func gruGradients() throws { try check("NUM-054") }
}
