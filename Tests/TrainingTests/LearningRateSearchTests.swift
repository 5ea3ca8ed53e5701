import CPUDevice
import CanonicalJSON
import Devices
import Layers
import Optimizers
import Tensors
import Testing

@testable import Training

@Suite("Learning-rate search")
struct LearningRateSearchTests {
  private static let range = LearningRateRange(minimum: 1e-4, maximum: 10, steps: 30)

  private func trainer(_ device: any Device, shards: Int = 1) -> Trainer {
    Trainer(TrainingPlan(seed: SmallTask.seed, shards: shards, maxEpochs: 2), device: device)
  }

  @Test("rates grow by a factor, or by an amount, from the minimum to the maximum")
  func rates() {
    for steps in [2, 3, 30, 100, 1000] {
      let range = LearningRateRange(minimum: 1e-8, maximum: 1, steps: steps)
      let rates = range.rates
      #expect(rates.count == steps && rates[0] == 1e-8)
      #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 < $1 })
      // The next larger factor would exceed the maximum: each product moves it by n − 1 units at most.
      #expect(rates[steps - 1] <= 1 && rates[steps - 1] >= 1 - Double(2 * steps) * 0x1p-52)
    }
    let linear = LearningRateRange(minimum: 0.25, maximum: 1, steps: 4, growth: .linear)
    #expect(linear.rates == [0.25, 0.5, 0.75, 1])
  }

  @Test("NUM-030: the search has the same bits on every device, for any threads and workers")
  func sameEverywhere() throws {
    let expected = try trainer(SmallTask.devices()[0]).findLearningRate(
      SmallTask.adamW(), SmallTask.data, Self.range)
    #expect(expected.losses.count > 11 && expected.suggestion != nil)
    for device in try SmallTask.devices() {
      for workers in [0, 3] {
        var trainer = trainer(device)
        trainer.execution.loaderWorkers = workers
        #expect(
          try trainer.findLearningRate(SmallTask.adamW(), SmallTask.data, Self.range) == expected)
      }
    }
  }

  @Test("the losses are those of a fit with the same rates")
  func lossesOfAFit() throws {
    final class Losses: Callback {
      let name = "losses"
      var configuration: JSONValue? { nil }
      var values: [Double] = []
      func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) throws {
        values.append(Double(try #require(loss).floats()[0]))
      }
    }
    let range = LearningRateRange(minimum: 0.01, maximum: 0.16, steps: 5, smoothing: 0)
    let losses = Losses()
    var module = SmallTask.Module { SGD(learningRate: 0.01) }
    module.schedule = .exponential(factor: 2)
    var fit = trainer(try CPUDevice(threads: 1))
    fit.plan.maxSteps = 5
    fit.callbacks = [losses]
    try fit.fit(module, SmallTask.data)
    let search = try trainer(try CPUDevice(threads: 1)).findLearningRate(
      SmallTask.sgd(), SmallTask.data, range)
    #expect(search.rates == [0.01, 0.02, 0.04, 0.08, 0.16])
    #expect(search.losses == losses.values && search.smoothedLosses == losses.values)
  }

  @Test("weights, and what is frozen, are as they were, and so is what a fit makes of them")
  func nothingChanges() throws {
    let device = try CPUDevice(threads: 2)
    let module = SmallTask.adamW()
    try trainer(device, shards: 2).fit(module, SmallTask.data)
    module.model.norm.weight.isTrainable = false
    let weights = try module.model.weights()
    let logged = try trainer(device).validate(module, SmallTask.data)
    let search = try trainer(device).findLearningRate(module, SmallTask.data, Self.range)
    #expect(try module.model.weights() == weights)
    #expect(module.model.norm.weight.isTrainable == false)
    #expect(
      try trainer(device).validate(module, SmallTask.data).map(\.value) == logged.map(\.value))
    module.model.norm.weight.isTrainable = true
    try trainer(device, shards: 2).fit(module, SmallTask.data)
    #expect(try module.model.weights() == weights)
    #expect(search.losses.count > 1)
  }

  @Test("a loss that diverges ends the search, and so does one that is no number")
  func divergence() throws {
    let wild = LearningRateRange(minimum: 1, maximum: 1e30, steps: 40, smoothing: 0.5)
    let search = try trainer(try CPUDevice(threads: 1)).findLearningRate(
      SmallTask.sgd(), SmallTask.data, wild)
    #expect(search.hasDiverged && search.losses.count < 40)
    #expect(search.losses.count == search.rates.count)
    let last = try #require(search.smoothedLosses.last)
    let best = try #require(search.smoothedLosses.dropLast().min())
    #expect(!last.isFinite || last > 4 * best)
    #expect(search.smoothedLosses.dropLast().allSatisfy { $0.isFinite && $0 <= 4 * best })
  }

  @Test("an accumulation window is one step, and groups keep their ratio to the first")
  func windowsAndGroups() throws {
    var trainer = trainer(try CPUDevice(threads: 1))
    trainer.plan.accumulateGradBatches = 2
    let search = try trainer.findLearningRate(
      SmallTask.sgd(), SmallTask.data,
      LearningRateRange(minimum: 1e-4, maximum: 1e-2, steps: 7))
    #expect(search.losses.count == 7 && !search.hasDiverged)
    let range = LearningRateRange(minimum: 0.5, maximum: 1, steps: 2)
    #expect(range.bases(of: [0.25, 0.125, 0]) == [0.5, 0.25, 0])
    #expect(range.bases(of: [0, 1]) == [0.5, 0.5])
  }

  @Test("the suggestion is the rate at the steepest fall, without the ends")
  func suggestion() {
    var search = LearningRateSearch(rates: [1, 2, 4, 8, 16, 32])
    search.smoothedLosses = [9, 8, 7.5, 4, 3.5, .nan]
    #expect(search.suggestion(skippingFirst: 0, last: 0) == 4)
    #expect(search.suggestion(skippingFirst: 3, last: 0) == 8)
    #expect(search.suggestion(skippingFirst: 4, last: 0) == nil)
    #expect(search.suggestion == nil)
  }
}
