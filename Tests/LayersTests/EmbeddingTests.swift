import CPUDevice
import Devices
import Layers
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// A table of vectors, forward, backward and as the last projection.
@Suite("Embedding")
struct EmbeddingTests {
  private struct Names: Layer {
    let embedding = Embedding(7, size: 5)
    var contents: Contents { ["embedding": embedding] }
  }

  @Test("NUM-029: the vectors start normal with deviation 1, or as asked for")
  func initialValues() {
    let layer = Embedding(7, size: 5)
    #expect(layer.weight.shape == [7, 5])
    #expect(layer.weight.initializer == .normal(deviation: 1))
    #expect(
      Embedding(7, size: 5, initializer: .normal(deviation: 0.02)).weight.initializer
        == .normal(deviation: 0.02))
  }

  @Test("NUM-086: the table's gradient is the same on every device, also when it projects, too")
  func gradients() throws {
    func run(on device: any Device) throws -> [[UInt32]] {
      let dispatcher = Dispatcher(device: device)
      let names = Names()
      let model = Model(names, on: dispatcher, seed: 3)
      let context = Context.training(on: dispatcher, at: .init(seed: 3))
      let indices = Tensor((0..<12).map { Int32($0 * $0 % 7) }, shape: [3, 4], on: dispatcher)
      let vectors = names.embedding(indices, context)
      #expect(vectors.shape == [3, 4, 5])
      let scores = vectors.reshaped(to: [12, 5]).linear(
        weight: context[names.embedding.weight], bias: nil)
      let tape = try #require(context.tape)
      let seed = Tensor(
        RandomStream(seed: 3, name: "upstream").fillNormal(count: scores.count),
        shape: scores.shape, on: dispatcher)
      let gradients = tape.gradients(of: scores, startingFrom: seed, for: model.parameters)
      return try ([vectors, scores] + gradients.map { try #require($0) }).map {
        try $0.floats().map(\.bitPattern)
      }
    }
    let expected = try run(on: ReferenceDevice())
    var devices: [any Device] = [RemoteDevice()]
    for threads in [1, 2, 3] { devices.append(try CPUDevice(threads: threads)) }
    for device in devices { #expect(try run(on: device) == expected, "\(device.name)") }
  }
}
