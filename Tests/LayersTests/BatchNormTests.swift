import Devices
import Foundation
import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Batch norm trains with its own statistics and evaluates with the running ones.
@Suite("BatchNorm")
struct BatchNormTests {
  private static let input = RandomStream(seed: 3, name: "input").fillNormal(count: 2 * 3 * 4)

  /// A layer with two channels, bound to a reference device.
  private struct Bench {
    let layer = BatchNorm(2, momentum: 0.25)
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let model: Model

    init() { model = Model(layer, on: dispatcher, seed: 1) }

    func train(_ values: [Float], shape: Shape) throws -> [Float] {
      let context = Context.training(on: dispatcher, at: .init(seed: 1))
      let output = layer(Tensor(values, shape: shape, on: dispatcher), context)
      Observation.move([context.observations])
      return try output.floats()
    }

    func running() throws -> [[UInt32]] {
      try model.buffers.map { try $0.value.floats().map(\.bitPattern) }
    }
  }

  @Test("NUM-113: a training pass moves the running statistics, the variance unbiased")
  func running() throws {
    let bench = Bench()
    #expect(bench.model.buffers.map(\.path) == ["running_mean", "running_variance"])
    _ = try bench.train(Self.input, shape: [2, 2, 3, 2])
    var expected: [[Float]] = [[], []]
    for channel in 0..<2 {
      let x = (0..<12).map { Self.input[$0 * 2 + channel] }
      let mean = SumOrder.mean(count: 12) { x[$0] }
      let variance = SumOrder.mean(count: 12) { (x[$0] - mean) * (x[$0] - mean) }
      let unbiased = variance * Float(12.0 / 11.0)
      expected[0].append(0 * Float(0.75) + mean * Float(0.25))
      expected[1].append(1 * Float(0.75) + unbiased * Float(0.25))
    }
    #expect(try bench.running() == expected.map { $0.map(\.bitPattern) })
  }

  @Test("NUM-111: an evaluation uses the running statistics and leaves them alone")
  func evaluation() throws {
    let bench = Bench()
    let trained = try bench.train(Self.input, shape: [12, 2])
    let before = try bench.running()
    let context = Context.evaluation(on: bench.dispatcher, seed: 1)
    let x = Tensor(Self.input, shape: [12, 2], on: bench.dispatcher)
    let found = try bench.layer(x, context).floats()
    let (mean, variance) = (
      try bench.layer.runningMean.value.floats(), try bench.layer.runningVariance.value.floats()
    )
    let expected = Self.input.enumerated().map { place, x in
      let r = 1 / (variance[place % 2] + Float(1e-5)).squareRoot()
      return ((x - mean[place % 2]) * r).addingZero
    }
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(found != trained)
    #expect(try bench.running() == before)
    #expect(context.observations.isEmpty)
  }

  @Test("NUM-113: a batch of one row has variance 0, and a batch of none moves nothing")
  func smallBatches() throws {
    let bench = Bench()
    #expect(try bench.train([3, -5], shape: [1, 2]) == [0, 0])
    #expect(try bench.layer.runningMean.value.floats() == [0.75, -1.25])
    #expect(try bench.layer.runningVariance.value.floats() == [0.75, 0.75])
    let before = try bench.running()
    #expect(try bench.train([], shape: [0, 2]).isEmpty)
    #expect(try bench.running() == before)
  }
}

extension Float {
  /// fma(x, 1, 0): what scale 1 and shift 0 make of x.
  fileprivate var addingZero: Float { self + 0 }
}
