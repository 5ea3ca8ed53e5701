import NumericsContract
import Optimizers
import Tensors
import Testing

/// Clipping by value on every device, with elements inside, outside and at the ends of the range.
@Suite("Clipping by value")
struct ValueClippingTests {
  @Test("NUM-123: elements move to the range's ends, NaN and zeros stay, nil stays nil")
  func clip() throws {
    let values: [Float] = [
      -3, -0.3, Float(0.3), Float(0.3).nextUp, -0.0, 0, .infinity, -.infinity, .nan, 0x1p-149,
    ]
    let bits = try sameOnEveryDevice { dispatcher in
      let gradients = [Tensor(values, shape: [2, 5], on: dispatcher), nil]
      let clipped = GradientValueClipping(maximum: 0.3).clip(gradients)
      #expect(clipped.map { $0?.shape } == [[2, 5], nil])
      return try clipped[0]?.floats().map(\.canonicalBits)
    }
    let end = Float(0.3)
    let expected: [Float] = [-end, -end, end, end, -0.0, 0, end, -end, .nan, 0x1p-149]
    #expect(bits == expected.map(\.canonicalBits))
  }

  @Test("NUM-123: the range is rounded to binary32, and many elements on many threads are as few")
  func large() throws {
    let values = RandomStream(seed: 9, name: "gradient").fillNormal(count: 70_001)
    let maximum = 0.7
    let bits = try sameOnEveryDevice { dispatcher in
      let gradient = Tensor(values, shape: [values.count], on: dispatcher)
      return try GradientValueClipping(maximum: maximum).clip([gradient])[0]?.floats()
    }
    #expect(bits == values.map { min(max($0, -Float(maximum)), Float(maximum)) })
    #expect(values.contains { abs($0) > 0.7 })
  }
}
