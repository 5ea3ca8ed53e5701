import NumericsContract
import Testing

/// Devices against vectors that were computed without Lockstep, from the text of the rules.
struct GoldenVectorTests {
  let contestants: [Contestant]

  init() throws {
    contestants = try Contestant.oneOfEachKind()
  }

  func check(_ rule: String, operation: String? = nil) throws {
    for vector in try GoldenVector.of(rule, operation: operation) where !vector.isOfTape {
      try vector.check(on: contestants)
    }
  }

  @Test("NUM-001: + − × ÷ √ on zeros, subnormals, ties, overflow, infinities and NaN")
  func scalars() throws { try check("NUM-001") }

  @Test("NUM-004: products of up to three panels, and −0 by underflow")
  func products() throws { try check("NUM-004") }

  @Test("NUM-005: sums around lanes and blocks, and along a middle axis")
  func sums() throws { try check("NUM-005") }

  @Test("NUM-006: a mean is a division, and the mean of nothing is NaN")
  func means() throws { try check("NUM-006") }

  @Test("NUM-007: a variance takes two passes and rounds each square")
  func variances() throws { try check("NUM-007") }

  @Test("NUM-008: a bias is added after the last panel")
  func biases() throws { try check("NUM-008") }

  @Test("NUM-012: hard cases of log, exp from overflow to underflow, and all functions")
  func functions() throws { try check("NUM-012") }

  @Test("NUM-013: cross-entropy is (m + log s) − x, NaN for a label out of range")
  func crossEntropies() throws { try check("NUM-013") }

  @Test("NUM-014: the gradient of cross-entropy is (p − onehot) · (g ÷ n)")
  func crossEntropyGradients() throws { try check("NUM-014") }

  @Test("NUM-015: layer norm")
  func layerNorms() throws { try check("NUM-015") }

  @Test("NUM-016: the gradient of layer norm")
  func layerNormGradients() throws { try check("NUM-016") }

  @Test("NUM-018: a bias gradient is the sum rule over the rows")
  func biasGradients() throws { try check("NUM-018") }

  @Test("NUM-019: input and weight gradients of a linear layer are products")
  func linearGradients() throws { try check("NUM-019") }

  @Test("NUM-021: a window is summed in order and divided by its own count")
  func windows() throws { try check("NUM-021") }

  @Test("NUM-022: squared norms in binary64, their fold, the clip factor")
  func clipping() throws { try check("NUM-022") }

  @Test("NUM-024: SGD with and without momentum, decay and look-ahead")
  func stochasticGradientDescent() throws { try check("NUM-024") }

  @Test("NUM-025: Adam, each operation of the denominator rounded")
  func adam() throws { try check("NUM-025") }

  @Test("NUM-026: AdamW decays the parameter and not the gradient")
  func adamW() throws { try check("NUM-026") }

  @Test("NUM-027: shards fold by adjacent pairs")
  func shards() throws {
    for vector in try GoldenVector.of("NUM-027", operation: "shards") {
      let expected = try #require(try vector.outputs.first?.array)
      for contestant in contestants {
        let summands = try vector.conformanceCase().run(on: contestant.device)
        let total = try #require(summands.first)
        #expect(
          total.firstDifference(from: expected, exact: false) == nil,
          "\(contestant.name): \(vector.name)")
      }
    }
  }

  @Test("NUM-027: a shard's share is its rows ÷ all rows, rounded once")
  func shares() throws {
    for vector in try GoldenVector.of("NUM-027", operation: "shares") {
      let (rows, shards) = (vector.integers[0], vector.integers[1])
      let shares = (0..<shards).map { shard in
        Float(Double((shard + 1) * rows / shards - shard * rows / shards) / Double(rows))
      }
      #expect(try shares == vector.outputs[0].floats)
    }
  }

  @Test("NUM-028: running totals in binary64")
  func runningTotals() throws { try check("NUM-028") }
}
