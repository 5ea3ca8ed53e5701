import Layers
import Tensors
import Testing

extension GoldenVectorTests {
  @Test("NUM-110: batch statistics are the variance rule down each column")
  func batchStatistics() throws { try check("NUM-110") }

  @Test("NUM-111: batch norm with its own and with other statistics")
  func batchNorms() throws { try check("NUM-111") }

  @Test("NUM-112: the gradient of batch norm")
  func batchNormGradients() throws { try check("NUM-112") }

  @Test("NUM-117: group norm and its gradient")
  func groupNorms() throws { try check("NUM-117") }

  @Test("NUM-118: RMS norm and its gradient")
  func rmsNorms() throws { try check("NUM-118") }

  @Test("NUM-113: running statistics after micro-batches of several shards")
  func runningStatistics() throws {
    for vector in try GoldenVector.of("NUM-113") {
      for contestant in try Contestant.oneOfEachKind() {
        let dispatcher = Dispatcher(device: contestant.device)
        let layer = BatchNorm(1, momentum: try vector.scalar(0))
        let model = Model(layer, on: dispatcher, seed: 1)
        var shards = vector.inputs[...]
        for count in vector.integers {
          Observation.move(
            try shards.prefix(count).map { shard in
              let context = Context.training(on: dispatcher, at: .init(seed: 1))
              let x = try shard.floats
              _ = layer(Tensor(x, shape: [x.count, 1], on: dispatcher), context)
              return context.observations
            })
          shards = shards.dropFirst(count)
        }
        #expect(shards.isEmpty)
        let found = try model.buffers.map { try $0.value.floats() }
        #expect(try found == vector.outputs.map { try $0.floats }, "\(contestant.name)")
      }
    }
  }
}
