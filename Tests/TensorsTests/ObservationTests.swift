import CPUDevice
import Devices
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Buffers of a model, and how what passes saw moves the averages that they keep.
@Suite("Observations")
struct ObservationTests {
  private struct Averages: Layer {
    let parts: [(String, any LayerPart)]
    var contents: Contents { Contents(parts) }
  }

  @Test("buffers are listed by path, start at their first value and are no parameters")
  func listing() throws {
    let (second, first) = (Buffer([2], initial: 1), Buffer([3], initial: 0.5))
    let model = Model(
      Averages(parts: [
        ("z", second), ("weight", Parameter([1], .constant(2))), ("a", first),
      ]), on: Dispatcher(device: ReferenceDevice()), seed: 1)
    #expect(model.buffers.map(\.path) == ["a", "z"])
    #expect(model.parameters.map(\.path) == ["weight"])
    #expect(try first.value.floats() == [0.5, 0.5, 0.5])
    #expect(try second.value.floats() == [1, 1])
  }

  @Test("NUM-113: shards fold by adjacent pairs, ÷ their number; each call moves the average once")
  func shards() throws {
    // (a + b) + c and a + (b + c) differ for these.
    let seen: [[Float]] = [[1, 10], [0x1p-24, 20], [0x1p-24, 30]]
    let devices: [any Device] = [ReferenceDevice(), try CPUDevice(threads: 2), RemoteDevice()]
    for device in devices {
      let dispatcher = Dispatcher(device: device)
      let buffer = Buffer([1], initial: 4)
      _ = Model(Averages(parts: [("average", buffer)]), on: dispatcher, seed: 1)
      let passes = seen.map { values in
        let context = Context.training(on: dispatcher, at: .init(seed: 1))
        for value in values {
          context.observe(
            Tensor([value], shape: [1], on: dispatcher), into: buffer, momentum: 0.3)
        }
        return context.observations
      }
      var expected: Float = 4
      for call in 0..<2 {
        let mean = ((seen[0][call] + seen[1][call]) + seen[2][call]) / 3
        expected = expected * Float(1 - 0.3) + mean * Float(0.3)
      }
      Observation.move(passes)
      #expect(
        try buffer.value.floats().map(\.bitPattern) == [expected.bitPattern], "\(device.name)")
      // One shard is not divided, and no shard moves nothing.
      Observation.move([Array(passes[0].prefix(1))])
      Observation.move([])
      expected = expected * Float(1 - 0.3) + seen[0][0] * Float(0.3)
      #expect(
        try buffer.value.floats().map(\.bitPattern) == [expected.bitPattern], "\(device.name)")
    }
    #expect((1 + Float(0x1p-24)) + 0x1p-24 != 1 + (Float(0x1p-24) + 0x1p-24))
  }

  @Test("a shard that observed something else stops the program")
  func differentShards() async {
    await #expect(processExitsWith: .failure) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let buffer = Buffer([1], initial: 0)
      let model = Model(Averages(parts: [("average", buffer)]), on: dispatcher, seed: 1)
      let context = Context.training(on: dispatcher, at: .init(seed: 1))
      context.observe(buffer.value, into: buffer, momentum: 0.5)
      Observation.move([context.observations, []])
      _ = model
    }
  }
}
