import Devices
import ReferenceDevice
import Tensors
import Testing

/// Attention and recurrent networks as tensors know them.
@Suite("Sequences")
struct SequenceTests {
  @Test("NUM-050: gradients of attention", arguments: GradientCase.attentions)
  func attention(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-050: a joint projection gives the bits of three tensors, forward and backward")
  func packedAttention() throws {
    let parts = (0..<3).map { GradientCase.uniform(2 * 5 * 8, in: -2...2, salt: UInt64($0)) }
    let packed = (0..<10).flatMap { token in parts.flatMap { $0[token * 8..<token * 8 + 8] } }
    let upstream = GradientCase.uniform(80, in: -1...1, salt: 3)
    let apart = TrainingPass(parts.map { ($0, [2, 5, 2, 4]) }, on: ReferenceDevice())
    let joint = TrainingPass([(packed, [2, 5, 24])], on: ReferenceDevice())
    let x = apart.tensors
    let expected = scaledDotProductAttention(x[0], x[1], x[2], causal: true)
    let found = joint.tensors[0].packedAttention(heads: 2, causal: true)
    #expect(found.shape == [2, 5, 8])
    #expect(try found.floats().map(\.bitPattern) == expected.floats().map(\.bitPattern))
    let separate = try apart.gradients(of: expected, from: upstream)
    let together = try joint.gradients(of: found, from: upstream)[0]
    for (part, gradient) in separate.enumerated() {
      let run = (0..<10).flatMap { token -> ArraySlice<Float> in
        let start = token * 24 + part * 8
        return together[start..<start + 8]
      }
      #expect(run.map(\.bitPattern) == gradient.map(\.bitPattern), "part \(part)")
    }
  }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("attention of tensors that do not fit names the shapes")
  func refusals() async {
    let apart = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let q = Self.zeros([2, 3, 2, 4], on: dispatcher)
      let k = Self.zeros([2, 3, 1, 4], on: dispatcher)
      _ = scaledDotProductAttention(q, k, k)
    }
    #expect(
      apart.text.contains(
        "scaledDotProductAttention outside any layer: queries of shape [2, 3, 2, 4], keys of shape "
          + "[2, 3, 1, 4]"))
    let packed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([2, 3, 20], on: Dispatcher(device: ReferenceDevice()))
        .packedAttention(heads: 2)
    }
    #expect(packed.text.contains("input of shape [2, 3, 20] does not fit 2 heads"))
    let mask = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([2, 3, 24], on: dispatcher)
        .packedAttention(heads: 2, mask: Self.zeros([2, 3], on: dispatcher))
    }
    #expect(mask.text.contains("float32 mask of shape [2, 3]; expected bool [2, 3]"))
  }
}
