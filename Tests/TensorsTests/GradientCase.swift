import CPUDevice
import Devices
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// A function whose gradient is held against central differences of a binary64 computation.
///
/// For L = Σ wᵢ · yᵢ and one coordinate x of an input, the test asserts |g − Q| ≤ bound, where g is
/// the binary32 gradient of the product and Q = (L(x + h) − L(x − h)) ÷ 2h is computed in binary64
/// with h = 2⁻¹⁵. By the triangle inequality the bound has three parts, all absolute:
///
/// 1. *Truncation.* Taylor's theorem with remainder: |Q − L′| ≤ h² ÷ 6 · max |L‴| over
///    [x − h, x + h]. Each input states its `thirdDerivative`; it is 0 where L is at most quadratic.
/// 2. *Rounding of Q.* An evaluation of L has an absolute error of at most 1000 · 2⁻⁵³ · (1 + Σ|wᵢyᵢ|):
///    no path has 200 operations, no function here amplifies an error more than fivefold, and the
///    platform's exp and log err by less than one unit. Two of them, divided by 2h, give that
///    figure ÷ h. x ± h is exact, since x is a binary32 number and h a power of two.
/// 3. *Rounding of g.* Each input states `units`: an upper bound of |g − L′| in units of
///    u = 2⁻²⁴ to first order, which is the number of roundings on a path times the magnitude of what
///    is rounded. The factor 1.01 covers products of two or more errors.
struct GradientCase: Sendable, CustomTestStringConvertible {
  /// One differentiable input.
  struct Input: Sendable {
    let values: [Float]
    let shape: Shape
    /// Bound of |L‴| in every coordinate (part 1).
    let thirdDerivative: Double
    /// Bound of the rounding error of the gradient in units of 2⁻²⁴ (part 3).
    let units: Double
  }

  static let step = 0x1p-15

  let name: String
  let inputs: [Input]
  let outputShape: Shape
  /// The product's function.
  let tensor: @Sendable ([Tensor]) -> Tensor
  /// The same function in binary64, written from its definition.
  let function: @Sendable ([[Double]]) -> [Double]

  var testDescription: String { name }

  /// wᵢ in [−1, 1).
  var upstream: [Float] { Self.uniform(outputShape.count, in: -1...1, salt: 99) }

  /// Numbers that are a function of count, range and salt.
  static func uniform(
    _ count: Int, in range: ClosedRange<Float>, salt: UInt64
  ) -> [Float] {
    let stream = RandomStream(seed: 7, name: "gradient case", position: salt)
    return (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform(at: $0)
    }
  }

  /// Gradients on a device, in bits that can be compared.
  private func gradients(on device: any Device) throws -> [[Float]] {
    let pass = TrainingPass(inputs.map { ($0.values, $0.shape) }, on: device)
    let output = tensor(pass.tensors)
    try #require(output.shape == outputShape)
    return try pass.gradients(of: output, from: upstream)
  }

  /// L in binary64.
  private func loss(_ values: [[Double]]) -> (value: Double, magnitude: Double) {
    let terms = zip(upstream, function(values)).map { Double($0) * $1 }
    return (terms.reduce(0, +), terms.reduce(0) { $0 + $1.magnitude })
  }

  /// Checks every coordinate of every input, and that devices agree on the bits.
  func check() throws {
    let found = try gradients(on: ReferenceDevice())
    let devices: [any Device] = [try CPUDevice(threads: 2), RemoteDevice()]
    for device in devices {
      let others = try gradients(on: device)
      #expect(
        others.map { $0.map(\.canonicalBits) } == found.map { $0.map(\.canonicalBits) },
        "\(name) on \(device.name)")
    }
    let exact = inputs.map { $0.values.map(Double.init) }
    let h = Self.step
    for (number, input) in inputs.enumerated() {
      try #require(found[number].count == input.values.count)
      for index in input.values.indices {
        var (above, below) = (exact, exact)
        above[number][index] += h
        below[number][index] -= h
        let (high, low) = (loss(above), loss(below))
        let quotient = (high.value - low.value) / (2 * h)
        let magnitude = 1 + max(high.magnitude, low.magnitude)
        let bound =
          h * h / 6 * input.thirdDerivative + 1000 * 0x1p-53 * magnitude / h
          + 1.01 * input.units * 0x1p-24
        // A bound that wrong gradients could hide below would prove nothing.
        try #require(bound < 0x1p-10)
        let error = (Double(found[number][index]) - quotient).magnitude
        #expect(error <= bound, "\(name): input \(number), element \(index)")
      }
    }
  }
}
