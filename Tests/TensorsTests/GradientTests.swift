import CPUDevice
import Devices
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Gradients against central differences in binary64, and the order in which they are added.
@Suite("Gradients")
struct GradientTests {
  @Test("NUM-031: gradients of + − × ÷, negation and scaling", arguments: GradientCase.elementwise)
  func elementwise(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-011, NUM-012, NUM-060: gradients of functions of one variable",
    arguments: GradientCase.functions)
  func functions(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-019: gradients of a product and of a linear layer, with and without bias",
    arguments: GradientCase.products)
  func products(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-018: gradients of sums and means, and of a reshape", arguments: GradientCase.reductions)
  func reductions(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-014, NUM-020: gradients of cross-entropy and mean squared error",
    arguments: GradientCase.losses)
  func losses(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-016: gradients of layer norm with respect to x, γ and β")
  func layerNorm() throws { try GradientCase.layerNorm.check() }

  @Test("NUM-023: the gradient of dropout draws the mask of the forward pass")
  func dropout() throws { try GradientCase.dropout.check() }

  private func devices() throws -> [any Device] {
    [ReferenceDevice(), try CPUDevice(threads: 2), RemoteDevice()]
  }

  @Test("NUM-017: three consumers add from the last to the first")
  func consumers() throws {
    for device in try devices() {
      let pass = TrainingPass([([1], [1])], on: device)
      let x = pass.tensors[0]
      // Contributions 1, 2⁻²⁴, 2⁻²⁴: (2⁻²⁴ + 2⁻²⁴) + 1 keeps what (1 + 2⁻²⁴) + 2⁻²⁴ loses twice.
      let parts = [x * 1, x * 0x1p-24, x * 0x1p-24]
      let gradients = try pass.gradients(of: (parts[0] + parts[1]) + parts[2], from: [1])
      #expect(gradients[0].map(\.bitPattern) == [Float(1).nextUp.bitPattern], "\(device.name)")
      #expect((Float(1) + 0x1p-24) + 0x1p-24 == 1)
    }
  }

  @Test("NUM-017: within one operation the first operand's contribution is added before the last's")
  func operands() throws {
    for device in try devices() {
      let pass = TrainingPass([([1], [1])], on: device)
      let x = pass.tensors[0]
      // x − x contributes dy and −dy to what the later x · 2⁻²⁴ left: (2⁻²⁴ + 1) − 1 is +0, but
      // (2⁻²⁴ − 1) + 1 would be 2⁻²⁴.
      let difference = x - x
      let gradients = try pass.gradients(of: difference + x * 0x1p-24, from: [1])
      #expect(gradients[0].map(\.bitPattern) == [0], "\(device.name)")
      #expect((Float(0x1p-24) - 1) + 1 == 0x1p-24)
    }
  }

  @Test("NUM-017: a parameter that the loss does not depend on has no gradient")
  func independence() throws {
    let pass = TrainingPass([([1], [1]), ([2], [1])], on: ReferenceDevice())
    let output = pass.tensors[1] * 3
    let tape = try #require(pass.context.tape)
    let gradients = tape.gradients(
      of: output, startingFrom: pass.constant([1], [1]), for: pass.parameters)
    #expect(gradients[0] == nil)
    #expect(try #require(gradients[1]).floats() == [3])
  }

  @Test("NUM-001: the gradient of a difference is −dy by the sign bit, also for +0")
  func signOfZero() throws {
    for device in try devices() {
      let pass = TrainingPass([([1], [1]), ([1], [1])], on: device)
      let gradients = try pass.gradients(of: pass.tensors[0] - pass.tensors[1], from: [0])
      #expect(gradients.map { $0[0].bitPattern } == [0, 0x8000_0000], "\(device.name)")
    }
  }
}
