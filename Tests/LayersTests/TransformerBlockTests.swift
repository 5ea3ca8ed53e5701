import Devices
import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// How a block is put together.
@Suite("Transformer block")
struct TransformerBlockTests {
  private static let shape: Shape = [2, 5, 6]

  private static func bound(
    _ block: TransformerBlock, training: Bool = false
  ) -> (context: Context, input: Tensor) {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    _ = Model(block, on: dispatcher, seed: 5)
    let numbers = RandomStream(seed: 8, name: "input").fillNormal(count: shape.count)
    return (
      training
        ? .training(on: dispatcher, at: .init(seed: 5)) : .evaluation(on: dispatcher, seed: 5),
      Tensor(numbers, shape: shape, on: dispatcher)
    )
  }

  @Test("NUM-032: a block is two branches added to its input, each normalised before it starts")
  func composition() throws {
    let block = TransformerBlock(6, heads: 2, hidden: 7, causal: true)
    let (context, input) = Self.bound(block)
    let rows: Shape = [10, 6]
    func normalised(_ x: Tensor, _ norm: LayerNorm) -> Tensor {
      x.reshaped(to: rows).layerNorm(
        gamma: norm.weight.value, beta: norm.bias.value, epsilon: norm.epsilon)
    }
    func mapped(_ x: Tensor, _ map: Linear) throws -> Tensor {
      x.linear(weight: map.weight.value, bias: try #require(map.bias).value)
    }
    let attention = block.attention
    let seen = try mapped(normalised(input, block.attentionNorm), attention.projection)
      .reshaped(to: [2, 5, 18]).packedAttention(heads: 2, causal: true)
    let middle =
      input + (try mapped(seen.reshaped(to: rows), attention.output)).reshaped(to: Self.shape)
    let hidden = try mapped(normalised(middle, block.perceptronNorm), block.expand).geluTanh()
    let expected = middle + (try mapped(hidden, block.contract)).reshaped(to: Self.shape)
    let found = block(input, context)
    #expect(found.shape == Self.shape)
    #expect(try found.floats().map(\.bitPattern) == expected.floats().map(\.bitPattern))
    #expect(block.expand.weight.shape == [7, 6])
    #expect(TransformerBlock(6, heads: 2).expand.weight.shape == [24, 6])
  }

  @Test("NUM-023: both branches of a block drop out, under names of their own")
  func dropout() throws {
    let block = TransformerBlock(6, heads: 2, dropout: 0.5)
    let (context, input) = Self.bound(block, training: true)
    let model = Model(
      block, on: context.dispatcher, seed: 5)
    #expect(model.randomPlaces == ["attentionDropout", "perceptronDropout"])
    let trained = try block(input, context).floats()
    let evaluated = try block(input, .evaluation(on: context.dispatcher, seed: 5)).floats()
    #expect(trained != evaluated)
    #expect(
      Model(TransformerBlock(6, heads: 2), on: context.dispatcher, seed: 5).randomPlaces == [])
  }
}
