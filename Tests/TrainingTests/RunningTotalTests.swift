import CPUDevice
import Devices
import Metrics
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Means that are still being taken.
@Suite("Running totals")
struct RunningTotalTests {
  private func devices() throws -> [any Device] {
    [ReferenceDevice(), try CPUDevice(threads: 1), RemoteDevice()]
  }

  @Test("NUM-028: values are widened and added in binary64 in the order of the calls")
  func means() throws {
    let values: [Float] = [0.1, 1e8, -1e8, 0.3, 7e-30]
    let weights = [3, 5, 5, 2, 1]
    var (total, weight) = (0.0, 0.0)
    for (value, samples) in zip(values, weights) {
      total += Double(value) * Double(samples)
      weight += Double(samples)
    }
    for device in try devices() {
      let dispatcher = Dispatcher(device: device)
      let running = RunningTotal(on: dispatcher)
      for (value, samples) in zip(values, weights) {
        running.add(.scalar(Tensor([value], shape: [], on: dispatcher), .mean), weight: samples)
      }
      #expect(try running.value().bitPattern == (total / weight).bitPattern, "\(device.name)")
    }
  }

  @Test("NUM-028: matches are counted whatever their weight, and nothing added is NaN")
  func matches() throws {
    for device in try devices() {
      let dispatcher = Dispatcher(device: device)
      let running = RunningTotal(on: dispatcher)
      #expect(try running.value().isNaN)
      let left = Tensor([1, 2, 3, -1] as [Int32], shape: [4], on: dispatcher)
      let right = Tensor([1, 0, 3, 1] as [Int32], shape: [4], on: dispatcher)
      running.add(.matches(left, right), weight: 99)
      #expect(try running.value() == 0.5)
      running.add(.matches(left, left), weight: 1)
      #expect(try running.value() == 0.75)
      running.reset()
      #expect(try running.value().isNaN)
    }
  }

  @Test("a restored total goes on with the same bits")
  func restoring() throws {
    let dispatcher = Dispatcher(device: RemoteDevice())
    let value = Tensor([0.7] as [Float], shape: [], on: dispatcher)
    let first = RunningTotal(on: dispatcher)
    first.add(.scalar(value, .mean), weight: 3)
    var writer = StateWriter()
    first.save(to: &writer)
    let second = RunningTotal(on: dispatcher)
    let reader = StateReader(try writer.finish())
    try second.restore(from: reader)
    try reader.finish()
    for total in [first, second] { total.add(.scalar(value, .mean), weight: 7) }
    #expect(try first.value().bitPattern == second.value().bitPattern)
    let wide = Double(Float(0.7))
    #expect(try first.value() == (wide * 3 + wide * 7) / 10)
  }
}
