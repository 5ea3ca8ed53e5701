import NumericsContract
import Tensors
import Testing

extension GoldenVectorTests {
  @Test("NUM-085: rows by index, NaN where the index is out of range")
  func gathers() throws { try check("NUM-085") }

  @Test("NUM-086: rows added at indices, each by the sum rule over its own positions")
  func scatters() throws { try check("NUM-086") }

  @Test("NUM-087: axes in another order")
  func permutations() throws { try check("NUM-087") }

  @Test("NUM-089: conversions round once, cut towards zero and hold within the type")
  func conversions() throws { try check("NUM-089") }

  @Test("NUM-091: elementwise operations, sums and products in binary64, its subnormal numbers too")
  func doubles() throws { try check("NUM-091") }

  @Test("NUM-092: integers wrap, are compared and looked up")
  func wholeNumbers() throws { try check("NUM-092") }

  @Test("NUM-088: products of a batch, one operand repeated or transposed")
  func batchedProducts() throws { try check("NUM-088", operation: "batchedMatmul") }

  @Test("NUM-088: the gradient of a repeated operand is one product over places and rows")
  func repeatedOperands() throws {
    for left in [false, true] {
      let operation = left ? "repeatedLeftGradient" : "repeatedRightGradient"
      for vector in try GoldenVector.of("NUM-088", operation: operation) {
        let n = vector.integers
        let (batch, inner) = (n[0], n[3])
        let wide: Shape = left ? [batch, inner, n[2]] : [batch, n[1], inner]
        let (values, upstream) = (try vector.inputs[0].floats, try vector.inputs[1].floats)
        for contestant in contestants {
          let dispatcher = Dispatcher(device: contestant.device)
          let matrix = Parameter(left ? [n[1], inner] : [inner, n[2]], .constant(0))
          _ = Model(Holder(matrix: matrix), on: dispatcher, seed: 0)
          let context = Context.training(on: dispatcher, at: .init(seed: 0))
          let other = Tensor(values, shape: wide, on: dispatcher)
          let product = left ? context[matrix].matmul(other) : other.matmul(context[matrix])
          let gradient = try #require(context.tape).gradients(
            of: product, startingFrom: Tensor(upstream, shape: product.shape, on: dispatcher),
            for: [matrix])
          let found = try #require(gradient[0]).floats().map(\.bitPattern)
          #expect(try found == vector.outputs[0].floats.map(\.bitPattern), "\(contestant.name)")
        }
      }
    }
  }
}

/// A layer that is one parameter.
private struct Holder: Layer {
  let matrix: Parameter
  var contents: Contents { ["matrix": matrix] }
}
