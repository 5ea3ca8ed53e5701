import Devices
import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Convolution layers: their parameters, and that they are the tensors' operations.
@Suite("Convolution layers")
struct ConvolutionLayerTests {
  private struct Whole: Layer {
    let layer: any UnaryLayer
    var contents: Contents { ["layer": layer] }
  }

  @Test("NUM-104: a convolution starts uniform in ±1 ÷ √(kernel rows · kernel columns · last axis)")
  func starts() throws {
    let layer = Conv2D(from: 6, to: 4, kernel: Size2D(rows: 3, columns: 2), groups: 2)
    #expect(layer.weight.shape == [4, 3, 2, 3])
    #expect(layer.bias?.shape == [4])
    #expect(layer.weight.initializer == .uniform(bound: 1 / 18.0.squareRoot()))
    #expect(layer.bias?.initializer == .uniform(bound: 1 / 18.0.squareRoot()))
    let transposed = ConvTranspose2D(from: 6, to: 4, kernel: 3, groups: 2)
    #expect(transposed.weight.shape == [6, 3, 3, 2])
    #expect(transposed.bias?.shape == [4])
    #expect(transposed.weight.initializer == .uniform(bound: 1 / 18.0.squareRoot()))
    #expect(Conv2D(from: 1, to: 1, kernel: 1, bias: false).bias == nil)
  }

  @Test("NUM-100, NUM-103: layers are the tensors' convolutions with their parameters")
  func outputs() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let conv = Conv2D(
      from: 4, to: 6, kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 2)
    let back = ConvTranspose2D(
      from: 6, to: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2)
    let chain = Sequential(conv, back)
    _ = Model(Whole(layer: chain), on: dispatcher, seed: 3)
    let context = Context.evaluation(on: dispatcher, seed: 3)
    let x = Tensor(
      RandomStream(seed: 3, name: "x").fillNormal(count: 2 * 6 * 8 * 4), shape: [2, 6, 8, 4],
      on: dispatcher)
    let windows = Windows2D(stride: 2, padding: 1)
    let middle = x.conv2d(
      weight: conv.weight.value, bias: conv.bias?.value, windows, groups: 2)
    let expected = middle.convTranspose2d(
      weight: back.weight.value, bias: back.bias?.value, windows, outputPadding: 1, groups: 2)
    let found = chain(x, context)
    let rectified = x.conv2d(
      weight: conv.weight.value, bias: conv.bias?.value, windows, groups: 2, relu: true)
    #expect(
      try rectified.floats().map(\.bitPattern) == middle.relu().floats().map(\.bitPattern))
    #expect(middle.shape == [2, 3, 4, 6])
    #expect(found.shape == [2, 6, 8, 4])
    #expect(try found.floats().map(\.bitPattern) == expected.floats().map(\.bitPattern))
  }
}
