import Devices
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

/// Averages of weights against scalar code from the text; swapping, saving, and no influence at all.
@Suite("Averages of weights")
struct WeightAverageTests {
  enum Kind: String, CaseIterable {
    case exponential, warmedUp, equal

    func make(of model: Model, includingBuffers: Bool = false) -> any WeightAverage {
      switch self {
      case .exponential:
        ExponentialMovingAverage(of: model, decay: 0.9, includingBuffers: includingBuffers)
      case .warmedUp:
        ExponentialMovingAverage(
          of: model, decay: 0.35, warmsUp: true, every: 2, includingBuffers: includingBuffers)
      case .equal:
        StochasticWeightAverage(
          of: model, from: 3, every: 2, includingBuffers: includingBuffers)
      }
    }

    func isDue(_ step: Int) -> Bool {
      switch self {
      case .exponential: true
      case .warmedUp: step % 2 == 0
      case .equal: step >= 3 && (step - 3) % 2 == 0
      }
    }

    /// The next average of one weight, after k of them.
    func next(_ average: Float, _ weight: Float, _ k: Int) -> Float {
      if k == 0 { return weight }
      let difference = weight - average
      switch self {
      case .exponential: return average + difference * Float(1 - 0.9)
      case .warmedUp:
        let decay = min(0.35, (1 + Double(k)) / (10 + Double(k)))
        return average + difference * Float(1 - decay)
      case .equal: return average + difference / Float(k + 1)
      }
    }
  }

  private struct Run {
    let network = SmallNetwork()
    let model: Model
    let optimizer = SGD(learningRate: 0.2, momentum: 0.5)
    var average: (any WeightAverage)?

    init(_ dispatcher: Dispatcher = Dispatcher(device: ReferenceDevice()), seed: UInt64 = 6) {
      model = Model(network, on: dispatcher, seed: seed)
      optimizer.prepare(model.parameters)
    }

    func step(_ number: Int) {
      let batch = SmallNetwork.batch(number, on: model.parameters[0].value.dispatcher)
      optimizer.step(network.gradients(batch, model))
      average?.update(afterStep: number)
    }

    /// Bits of the averages, buffers included.
    func averageBits() throws -> [[UInt32]] {
      try average?.withAverages { () throws -> [[UInt32]] in try model.bits() } ?? []
    }
  }

  @Test(
    "NUM-124: averages have the bits of the text, and training those without them",
    arguments: Kind.allCases, [false, true])
  func values(kind: Kind, includingBuffers: Bool) throws {
    _ = try sameOnEveryDevice { dispatcher in
      var (plain, averaged) = (Run(dispatcher), Run(dispatcher))
      averaged.average = kind.make(of: averaged.model, includingBuffers: includingBuffers)
      plain.average = nil
      var expected: [[Float]] = []
      var count = 0
      for step in 1...9 {
        plain.step(step)
        averaged.step(step)
        let live = try averaged.model.bits()
        #expect(live == (try plain.model.bits()))
        if kind.isDue(step) {
          let weights = live.map { $0.map { Float(bitPattern: $0) } }
          expected =
            count == 0
            ? weights
            : zip(expected, weights).map { zip($0, $1).map { kind.next($0, $1, count) } }
          count += 1
        }
        #expect(averaged.average?.updates == count)
        var wanted = count == 0 ? live : expected.map { $0.map(\.bitPattern) }
        // The last two are buffers.
        if !includingBuffers { wanted = wanted.prefix(6) + live.suffix(2) }
        #expect(try averaged.averageBits() == wanted, "step \(step)")
        #expect(try averaged.model.bits() == live)
      }
      #expect(count >= 4)
      return expected.map { $0.map(\.bitPattern) }
    }
  }

  @Test("NUM-124: the average of a frozen weight keeps its bits", arguments: Kind.allCases)
  func frozen(kind: Kind) throws {
    var run = Run()
    run.network.encoder.freeze()
    let start = try run.model.bits()
    run.average = kind.make(of: run.model)
    for step in 1...9 { run.step(step) }
    let averages = try run.averageBits()
    #expect(Array(averages[0...1]) == Array(start[0...1]))
    #expect(averages[2] != (try run.model.bits()[2]))
  }

  @Test("an average that was saved and restored goes on bit for bit", arguments: Kind.allCases)
  func restoring(kind: Kind) throws {
    var whole = Run()
    whole.average = kind.make(of: whole.model, includingBuffers: true)
    for step in 1...9 { whole.step(step) }
    for split in 0...9 {
      var (first, second) = (Run(), Run(seed: 77))
      first.average = kind.make(of: first.model, includingBuffers: true)
      for step in 1..<split + 1 { first.step(step) }
      second.average = kind.make(of: second.model, includingBuffers: true)
      let average = try #require(second.average)
      try average.restore(below: "a", of: try #require(try first.average?.tree(below: "a")))
      try second.optimizer.restore(below: "o", of: try first.optimizer.tree(below: "o"))
      let sources =
        first.model.parameters.map(\.value) + first.model.buffers.map(\.value)
      let targets =
        second.model.parameters.map(\.value) + second.model.buffers.map(\.value)
      for (source, target) in zip(sources, targets) {
        target.overwrite(with: try source.bytes())
      }
      for step in split + 1..<10 { second.step(step) }
      #expect(try average.tree(below: "a") == (try #require(try whole.average?.tree(below: "a"))))
      #expect(try second.averageBits() == (try whole.averageBits()))
    }
  }

  @Test("a forged state of an average is an error that names the leaf")
  func forged() throws {
    let run = Run()
    let average = StochasticWeightAverage(of: run.model, from: 1, every: 1)
    average.update(afterStep: 1)
    let tree = try average.tree(below: "a")
    func refuse(_ forged: StateTree, _ path: String) {
      let error = #expect(throws: StateError.self) { try average.restore(below: "a", of: forged) }
      #expect(error?.path == path)
    }
    refuse(tree.forging("/a/updates", UInt64.max), "/a/updates")
    refuse(tree.forging("/a/updates", UInt64(Int.max)), "/a/updates")
    refuse(tree.dropping("/a/average/head/bias"), "/a/average/head/bias")
    let other = try ExponentialMovingAverage(of: run.model, includingBuffers: true)
      .tree(below: "a")
    refuse(other, "/a/average/norm/running_mean")
  }

  @Test("the averages leave the model's place also when the work there fails")
  func failing() throws {
    struct Failure: Error {}
    var run = Run()
    run.average = Kind.exponential.make(of: run.model)
    for step in 1...3 { run.step(step) }
    let live = try run.model.bits()
    #expect(throws: Failure.self) {
      try run.average?.withAverages { () throws(Failure) in throw Failure() }
    }
    #expect(try run.model.bits() == live)
  }
}
