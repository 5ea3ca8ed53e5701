import Devices
import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Dropout's mask is a function of seed, path, call, shard and micro-batch, and of nothing else.
@Suite("Dropout")
struct DropoutTests {
  private static let count = 4096

  private struct Network: Layer {
    let parts: [(String, any LayerPart)]
    var contents: Contents { Contents(parts) }
  }

  /// Masks of successive calls in one pass of a layer at a path.
  private func masks(
    path: String = "drop", seed: UInt64 = 1, microBatch: UInt64 = 0, shard: UInt32 = 0,
    calls: Int = 1, beside others: [(String, any LayerPart)] = [], probability: Double = 0.3
  ) throws -> [[Bool]] {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let layer = Dropout(probability)
    _ = Model(Network(parts: others + [(path, layer)]), on: dispatcher, seed: seed)
    let context = Context.training(
      on: dispatcher, at: .init(seed: seed, microBatch: microBatch, shard: shard))
    for case let other as Dropout in others.map(\.1) { _ = other(ones(dispatcher), context) }
    return try (0..<calls).map { _ in
      try layer(ones(dispatcher), context).floats().map { $0 != 0 }
    }
  }

  private func ones(_ dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 1, count: Self.count), shape: [Self.count], on: dispatcher)
  }

  @Test("NUM-023: an evaluation returns the input, bit for bit")
  func evaluation() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let layer = Dropout(0.5)
    _ = Model(Network(parts: [("drop", layer)]), on: dispatcher, seed: 1)
    let values: [Float] = [1, -0.0, .infinity, Float(bitPattern: 0x7FC0_0123), 3]
    let input = Tensor(values, shape: [5], on: dispatcher)
    let output = try layer(input, .evaluation(on: dispatcher, seed: 1)).floats()
    #expect(output.map(\.bitPattern) == values.map(\.bitPattern))
    let untouched = Dropout(0)
    _ = Model(Network(parts: [("drop", untouched)]), on: dispatcher, seed: 1)
    let trained = try untouched(input, .training(on: dispatcher, at: .init(seed: 1))).floats()
    #expect(trained.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(layer.drawsRandomNumbers && !untouched.drawsRandomNumbers)
  }

  @Test("RNG-009: a layer that is called twice in a pass draws different masks")
  func calls() throws {
    let masks = try masks(calls: 3)
    for (call, mask) in masks.enumerated() {
      let stream = RandomStream(seed: 1, name: "dropout:drop", call: UInt32(call))
      let threshold = UInt64((0.7 * 0x1p32).rounded())
      #expect(mask == stream.words(count: Self.count).map { UInt64($0) < threshold }, "\(call)")
    }
    #expect(masks[0] != masks[1] && masks[1] != masks[2] && masks[0] != masks[2])
    let again = try self.masks(calls: 1)
    #expect(again[0] == masks[0])
  }

  @Test("RNG-007: the mask depends on seed, path, micro-batch and shard")
  func positions() throws {
    let masks = [
      try masks(), try masks(path: "other"), try masks(seed: 2), try masks(microBatch: 1),
      try masks(shard: 1), try masks(microBatch: 1 << 32),
    ]
    for (index, mask) in masks.enumerated() {
      for other in masks[..<index] { #expect(mask[0] != other[0]) }
    }
  }

  @Test("RNG-008: another layer that draws does not shift a mask")
  func independence() throws {
    let alone = try masks()
    let beside = try masks(beside: [("first", Dropout(0.5)), ("zlast", Dropout(0.9))])
    #expect(alone == beside)
  }

  @Test("NUM-023: kept elements are scaled by RN32(1 ÷ (1 − p)), dropped ones are +0")
  func values() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let layer = Dropout(0.3)
    _ = Model(Network(parts: [("drop", layer)]), on: dispatcher, seed: 1)
    let values = RandomStream(seed: 9, name: "input").fillNormal(count: Self.count)
    let input = Tensor(values, shape: [64, 64], on: dispatcher)
    let output = try layer(input, .training(on: dispatcher, at: .init(seed: 1))).floats()
    let mask = try masks()[0]
    #expect(mask.contains(true) && mask.contains(false))
    let scale = Float(1 / (1 - 0.3))
    for index in values.indices {
      let expected = mask[index] ? values[index] * scale : 0
      #expect(output[index].bitPattern == expected.bitPattern)
    }
  }
}
