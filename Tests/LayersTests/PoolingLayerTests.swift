import Devices
import Layers
import ReferenceDevice
import Tensors
import Testing

/// Layers that pool or flatten hand their settings to the tensor's operation.
@Suite("Pooling layers")
struct PoolingLayerTests {
  private func agree(
    _ layer: any UnaryLayer, _ expected: (Tensor) -> Tensor, shape: Shape
  ) throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let values: [Float] = (0..<252).map { place in Float(place * 37 % 101) }
    let x = Tensor(values, shape: [2, 6, 7, 3], on: dispatcher)
    let found = layer(x, .evaluation(on: dispatcher, seed: 1))
    #expect(found.shape == shape)
    let bits = try expected(x).floats().map(\.bitPattern)
    #expect(try found.floats().map(\.bitPattern) == bits)
  }

  @Test("NUM-115, NUM-116: pooling layers are the tensor's pooling")
  func pooling() throws {
    try agree(MaxPool2D(2), { $0.maxPool(window: (2, 2)) }, shape: [2, 3, 3, 3])
    try agree(
      MaxPool2D(3, stride: 1, padding: 1),
      { $0.maxPool(window: (3, 3), stride: (1, 1), padding: (1, 1)) }, shape: [2, 6, 7, 3])
    try agree(
      AveragePool2D(3, stride: 2, padding: 1),
      { $0.averagePool(window: (3, 3), stride: (2, 2), padding: (1, 1)) }, shape: [2, 3, 4, 3])
    try agree(
      AveragePool2D(3, stride: 2, padding: 1, countsPadding: true),
      {
        $0.averagePool(window: (3, 3), stride: (2, 2), padding: (1, 1), countsPadding: true)
      }, shape: [2, 3, 4, 3])
    try agree(
      AdaptiveAveragePool2D(), { $0.adaptiveAveragePool(to: (1, 1)) }, shape: [2, 1, 1, 3])
    try agree(AdaptiveMaxPool2D(2), { $0.adaptiveMaxPool(to: (2, 2)) }, shape: [2, 2, 2, 3])
  }

  @Test("flattening keeps the samples and the order of elements")
  func flatten() throws {
    try agree(Flatten(), { $0 }, shape: [2, 126])
  }
}
