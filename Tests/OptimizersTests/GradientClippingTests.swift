import CPUDevice
import Devices
import NumericsContract
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Clipping by the common norm, with norms below, at and above the maximum, and without a number.
@Suite("Gradient clipping")
struct GradientClippingTests {
  /// Clips on each device, expects one answer, and returns its bits and its norm.
  private func clip(
    _ gradients: [[Float]?], maximum: Double
  ) throws -> (gradients: [[Float]?], norm: Float) {
    var answers: [(gradients: [[Float]?], norm: Float)] = []
    let devices: [any Device] = [ReferenceDevice(), RemoteDevice(), try CPUDevice(threads: 2)]
    for device in devices {
      let dispatcher = Dispatcher(device: device)
      let result = try #require(
        GradientClipping(maximum: maximum).clip(
          gradients.map { $0.map { Tensor($0, shape: [$0.count], on: dispatcher) } }))
      answers.append(
        (try result.gradients.map { try $0?.floats() }, try result.norm.floats()[0]))
    }
    for answer in answers {
      #expect(bits(answer.gradients) == bits(answers[0].gradients))
      #expect(answer.norm.canonicalBits == answers[0].norm.canonicalBits)
    }
    return answers[0]
  }

  private func bits(_ gradients: [[Float]?]) -> [[UInt32]?] {
    gradients.map { $0?.map(\.canonicalBits) }
  }

  /// RN32(√t), t folded by adjacent pairs over the sums of exact squares.
  private func norm(_ gradients: [[Float]?]) -> Float {
    let squares = gradients.compactMap { $0 }.map { gradient in
      SumOrder.sum(count: gradient.count) { Double(gradient[$0]) * Double(gradient[$0]) }
    }
    return Float(SumOrder.foldAdjacentPairs(squares).squareRoot())
  }

  @Test("NUM-022: a norm up to the maximum changes no bit")
  func below() throws {
    let gradients: [[Float]?] = [[3, -0.0], nil, [4]]
    for maximum in [5, 5.5, 1e300] {
      let found = try clip(gradients, maximum: maximum)
      #expect(found.norm == 5)
      #expect(bits(found.gradients) == bits(gradients))
    }
  }

  @Test("NUM-022: a norm above the maximum scales every gradient by RN32(max) ÷ norm")
  func above() throws {
    let gradients: [[Float]?] = (0..<5).map { number in
      number == 2
        ? nil
        : RandomStream(seed: 6, name: "gradient", call: UInt32(number)).fillNormal(
          count: 3 + 5000 * number)
    }
    let expectedNorm = norm(gradients)
    let found = try clip(gradients, maximum: 0.3)
    #expect(found.norm.bitPattern == expectedNorm.bitPattern)
    #expect(expectedNorm > 100)
    let factor = Float(0.3) / expectedNorm
    #expect(bits(found.gradients) == bits(gradients.map { $0?.map { $0 * factor } }))
  }

  @Test("NUM-022: squared norms fold by adjacent pairs in the order of the parameters")
  func order() throws {
    // The squares of `large` sum to N² with N = 1.5 + 2⁻²⁴, the middle of two binary32 numbers, and
    // `small` adds half a unit of N²'s last place: alone it is lost, two of them are not.
    let large: [Float] = [1.5, 0x1p-12, 0x1p-12, 0x1p-12, 0x1p-24]
    let small: [Float] = [0x1p-26]
    let lost = try clip([large, small, small], maximum: 9).norm
    #expect(lost == 1.5)
    let kept = try clip([small, small, large], maximum: 9).norm
    #expect(kept == Float(1.5).nextUp)
    let pairs = try clip([large, small, small, small], maximum: 9).norm
    #expect(pairs == Float(1.5).nextUp)
    let absent = try clip([large, nil, small, small], maximum: 9).norm
    #expect(absent == 1.5)
  }

  @Test("NUM-022: squares that overflow binary32 are exact in binary64")
  func large() throws {
    let found = try clip([[3e30, 4e30]], maximum: 1)
    #expect(found.norm.bitPattern == norm([[3e30, 4e30]]).bitPattern)
    #expect(found.norm.isFinite)
    let factor = 1 / found.norm
    #expect(bits(found.gradients) == bits([[3e30 * factor, 4e30 * factor]]))
  }

  @Test("NUM-022: a NaN norm clips nothing, an infinite one gives the factor +0")
  func notNumbers() throws {
    let nan = try clip([[1, .nan], [2]], maximum: 0.5)
    #expect(nan.norm.isNaN)
    #expect(bits(nan.gradients) == bits([[1, .nan], [2]]))
    let infinite = try clip([[1, -.infinity], [-2]], maximum: 0.5)
    #expect(infinite.norm == .infinity)
    #expect(bits(infinite.gradients) == bits([[0, .nan], [-0.0]]))
  }

  @Test("without any gradient there is nothing to clip")
  func nothing() {
    #expect(GradientClipping(maximum: 1).clip([nil, nil]) == nil)
  }
}
