import Devices
import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// What a token sees, and where the weights stand.
@Suite("Multi-head attention")
struct MultiHeadAttentionTests {
  private static let (batch, tokens, width, heads) = (2, 5, 6, 3)

  /// Numbers for the layer's input.
  private static var numbers: [Float] {
    RandomStream(seed: 8, name: "input").fillNormal(count: batch * tokens * width)
  }

  private static func bound(_ layer: MultiHeadAttention) -> Context {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    _ = Model(layer, on: dispatcher, seed: 5)
    return .evaluation(on: dispatcher, seed: 5)
  }

  private static func output(
    _ layer: MultiHeadAttention, _ input: [Float], _ context: Context
  ) throws -> [UInt32] {
    let tensor = Tensor(input, shape: [batch, tokens, width], on: context.dispatcher)
    let output = layer(tensor, context)
    #expect(output.shape == tensor.shape)
    return try output.floats().map(\.bitPattern)
  }

  @Test("NUM-050: queries, keys and values are the thirds of the projection, in that order")
  func thirds() throws {
    let layer = MultiHeadAttention(Self.width, heads: Self.heads, causal: true)
    let context = Self.bound(layer)
    let found = try Self.output(layer, Self.numbers, context)

    let rows = Self.batch * Self.tokens
    func weights(_ linear: Linear, _ part: Range<Int>) throws -> (Tensor, Tensor) {
      let (weight, bias) = (
        try linear.weight.value.floats(), try #require(linear.bias).value.floats()
      )
      return (
        Tensor(
          Array(weight[part.lowerBound * Self.width..<part.upperBound * Self.width]),
          shape: [part.count, Self.width], on: context.dispatcher),
        Tensor(Array(bias[part]), shape: [part.count], on: context.dispatcher)
      )
    }
    let input = Tensor(Self.numbers, shape: [rows, Self.width], on: context.dispatcher)
    let parts = try (0..<3).map { third in
      let (weight, bias) = try weights(
        layer.projection, third * Self.width..<(third + 1) * Self.width)
      return input.linear(weight: weight, bias: bias)
        .reshaped(to: [Self.batch, Self.tokens, Self.heads, Self.width / Self.heads])
    }
    let seen = scaledDotProductAttention(parts[0], parts[1], parts[2], causal: true)
      .reshaped(to: [rows, Self.width])
    let (weight, bias) = try weights(layer.output, 0..<Self.width)
    let expected = try seen.linear(weight: weight, bias: bias).floats().map(\.bitPattern)
    #expect(found == expected)
    #expect(layer.projection.place.path == "projection" && layer.output.place.path == "output")
  }

  @Test(
    "NUM-050: a causal token sees nothing of those after it, the others see all",
    arguments: [true, false])
  func causality(causal: Bool) throws {
    let layer = MultiHeadAttention(Self.width, heads: Self.heads, causal: causal)
    let context = Self.bound(layer)
    let before = try Self.output(layer, Self.numbers, context)
    var changed = Self.numbers
    // The last token of the first sequence.
    let place = (Self.tokens - 1) * Self.width
    changed[place] += 1
    let after = try Self.output(layer, changed, context)
    let sequence = Self.tokens * Self.width
    #expect((before[..<place] == after[..<place]) == causal)
    #expect(before[place..<sequence] != after[place..<sequence])
    #expect(before[sequence...] == after[sequence...])
  }

  @Test("heads that do not divide the width stop the program")
  func refusal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MultiHeadAttention(10, heads: 3)
    }
    let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(text.contains("attention of width 10 with 3 heads"))
  }
}
