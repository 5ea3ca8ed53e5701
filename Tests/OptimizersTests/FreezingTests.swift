import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

/// Frozen parameters: constants of a pass, left alone by optimizers, listed in the state.
@Suite("Freezing")
struct FreezingTests {
  /// Trains some steps; `change` is told of each step before it.
  private func train(
    _ network: SmallNetwork, _ model: Model, steps: Range<Int>, _ optimizer: any Optimizer,
    change: (Int) -> Void = { _ in }
  ) throws {
    for step in steps {
      change(step)
      let batch = SmallNetwork.batch(step, on: model.parameters[0].value.dispatcher)
      let gradients = network.gradients(batch, model)
      optimizer.step(gradients)
    }
  }

  private func setUp(
    _ dispatcher: Dispatcher = Dispatcher(device: ReferenceDevice()), seed: UInt64 = 4
  ) -> (network: SmallNetwork, model: Model, optimizer: AdamW) {
    let network = SmallNetwork()
    let model = Model(network, on: dispatcher, seed: seed)
    let optimizer = AdamW(learningRate: 0.1)
    optimizer.prepare(model.parameters)
    return (network, model, optimizer)
  }

  @Test("NUM-122: a frozen parameter has no gradient, and those of the others keep their bits")
  func gradients() throws {
    let (network, model, _) = setUp()
    let batch = SmallNetwork.batch(0, on: model.parameters[0].value.dispatcher)
    let free = network.gradients(batch, model)
    #expect(!free.contains { $0 == nil })
    network.encoder.freeze()
    let frozen = network.gradients(batch, model)
    #expect(frozen.map { $0 == nil } == [true, true, false, false, false, false])
    for (left, right) in zip(free, frozen).dropFirst(2) {
      #expect(try left?.bytes() == (try right?.bytes()))
    }
    network.encoder.unfreeze()
    #expect(!network.gradients(batch, model).contains { $0 == nil })
  }

  @Test("NUM-122: a pass does no work for the gradient of a frozen parameter")
  func work() throws {
    func operations(_ freeze: (SmallNetwork) -> Void) -> [String] {
      let device = TracingDevice(ReferenceDevice())
      let (network, model, _) = setUp(Dispatcher(device: device))
      freeze(network)
      let dispatcher = model.parameters[0].value.dispatcher
      device.removeRecords()
      _ = network.gradients(SmallNetwork.batch(0, on: dispatcher), model)
      return device.records.map(\.signature)
    }
    let (all, headOnly) = (
      operations { _ in },
      operations { network in
        network.encoder.freeze()
        network.norm.freeze()
      }
    )
    #expect(all.contains { $0.hasPrefix("batchNormGradient") })
    #expect(!headOnly.contains { $0.hasPrefix("batchNormGradient") })
    #expect(headOnly.count { $0.hasPrefix("matmul") } < all.count { $0.hasPrefix("matmul") })
  }

  @Test("NUM-122: an optimizer leaves a frozen parameter and its state, also beside a gradient")
  func optimizer() throws {
    let bits = try sameOnEveryDevice { dispatcher in
      let (network, model, optimizer) = setUp(dispatcher)
      try train(network, model, steps: 0..<2, optimizer)
      let gradients = network.gradients(SmallNetwork.batch(2, on: dispatcher), model)
      let (before, state) = (try model.bits(), try optimizer.tree(below: "o"))
      network.head.freeze()
      optimizer.step(gradients)
      let (after, newState) = (try model.bits(), try optimizer.tree(below: "o"))
      for index in 0..<6 {
        let isFrozen = index == 2 || index == 3
        #expect((before[index] == after[index]) == isFrozen)
        let path = SmallNetwork.paths[index].split(separator: ".").joined(separator: "/")
        for slot in ["firstMoment", "secondMoment"] {
          let leaf = "/o/\(slot)/\(path)"
          #expect(state[leaf] != nil)
          #expect((state[leaf] == newState[leaf]) == isFrozen, "\(leaf)")
        }
      }
      return after
    }
    #expect(bits.count == 8)
  }

  @Test(
    "NUM-122: a frozen batch norm takes its running statistics and keeps them, unless told not to")
  func batchNorm() throws {
    for keeps in [true, false] {
      let norm = BatchNorm(3, keepsStatisticsWhenFrozen: keeps)
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let model = Model(norm, on: dispatcher, seed: 1)
      model.buffers[0].value.overwrite(
        with: [2.0 as Float, 3, 4].flatMap { LittleEndian.bytes(of: $0.bitPattern) })
      let x = Tensor(
        RandomStream(seed: 1, name: "x").fillNormal(count: 12), shape: [4, 3], on: dispatcher)
      func output(_ context: Context) throws -> [UInt8] { try norm(x, context).bytes() }
      let evaluation = try output(.evaluation(on: dispatcher, seed: 1))
      let training = Context.training(on: dispatcher, at: .init(seed: 1))
      let batch = try output(training)
      #expect(batch != evaluation && training.observations.count == 2)
      norm.weight.isTrainable = false
      // One of the two is still trained.
      let half = Context.training(on: dispatcher, at: .init(seed: 1))
      #expect(try output(half) == batch)
      norm.freeze()
      let frozen = Context.training(on: dispatcher, at: .init(seed: 1))
      #expect(try output(frozen) == (keeps ? evaluation : batch))
      #expect(frozen.observations.count == (keeps ? 0 : 2))
    }
  }

  @Test("NUM-122: freezing and unfreezing in mid-run is restored with the rest, bit for bit")
  func restoring() throws {
    func change(_ network: SmallNetwork) -> (Int) -> Void {
      { step in
        if step == 1 { network.encoder.freeze() }
        if step == 3 { network.norm.freeze() }
        if step == 5 { network.encoder.unfreeze() }
      }
    }
    let (network, model, optimizer) = setUp()
    try train(network, model, steps: 0..<7, optimizer, change: change(network))
    for split in 0..<7 {
      let first = setUp()
      try train(
        first.network, first.model, steps: 0..<split, first.optimizer, change: change(first.network)
      )
      let second = setUp(seed: 99)
      second.network.head.freeze()
      let list = try FrozenParameters(of: first.model).tree(below: "frozen")
      try FrozenParameters(of: second.model).restore(below: "frozen", of: list)
      try second.optimizer.restore(below: "o", of: try first.optimizer.tree(below: "o"))
      let (source, target) = (first.model, second.model)
      for (left, right) in zip(source.parameters, target.parameters) {
        right.value.overwrite(with: try left.value.bytes())
      }
      for (left, right) in zip(source.buffers, target.buffers) {
        right.value.overwrite(with: try left.value.bytes())
      }
      #expect(FrozenParameters(of: target).paths == FrozenParameters(of: source).paths)
      try train(
        second.network, second.model, steps: split..<7, second.optimizer,
        change: change(second.network))
      #expect(try second.model.bits() == (try model.bits()), "after step \(split)")
    }
  }

  @Test("the list of frozen parameters is absent when it is empty, and a forged one is an error")
  func list() throws {
    let (network, model, _) = setUp()
    let frozen = FrozenParameters(of: model)
    #expect(try frozen.tree(below: "frozen").entries.isEmpty)
    network.encoder.freeze()
    network.norm.freeze()
    #expect(frozen.paths == ["encoder.bias", "encoder.weight", "norm.bias", "norm.weight"])
    let tree = try frozen.tree(below: "frozen")
    #expect(tree.entries.map(\.path) == ["/frozen/paths"])
    try frozen.restore(below: "frozen", of: StateTree())
    #expect(frozen.paths == [])
    try frozen.restore(below: "frozen", of: tree)
    #expect(frozen.paths.count == 4)
    for text in ["encoder.bias\0encoder", "norm.bias\0encoder.bias", "\0", "norm.bias\0norm.bias"] {
      var writer = StateWriter()
      writer.write("frozen/paths", text: text)
      let forged = try writer.finish()
      let error = #expect(throws: StateError.self) {
        try frozen.restore(below: "frozen", of: forged)
      }
      #expect(error?.path == "/frozen/paths")
      #expect(frozen.paths.count == 4)
    }
  }
}
