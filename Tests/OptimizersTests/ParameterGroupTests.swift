import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

/// Groups of parameters: who belongs where, what they change, and their state.
@Suite("Parameter groups")
struct ParameterGroupTests {
  @Test("a pattern names parameters, or layers with all that is below them")
  func patterns() {
    let paths = ["a.weight", "a.b.weight", "ab.weight", "c.a.weight", "c.bias"]
    func found(_ patterns: String) -> [Int] {
      let group = ParameterGroup(patterns)
      return paths.indices.filter { group.contains(paths[$0]) }
    }
    #expect(found("a") == [0, 1])
    #expect(found("a.weight") == [0])
    #expect(found("a.*") == [0, 1])
    #expect(found("*.weight") == [0, 1, 2, 3])
    #expect(found("*a") == [0, 1, 3])
    #expect(found("a?") == [2])
    #expect(found("?.*s") == [4])
    #expect(found("a*t") == [0, 1, 2])
    #expect(found("*") == [0, 1, 2, 3, 4])
    #expect(found("") == [] && found("weight") == [] && found("a.weigh") == [])
    let both = ParameterGroup("ab", "c.bias")
    #expect(paths.filter { both.contains($0) } == ["ab.weight", "c.bias"])
    let named = ParameterGroup(named: "short") { $0.count < 8 }
    #expect(paths.filter { named.contains($0) } == ["c.bias"])
  }

  private func optimizer(_ name: String, _ groups: [ParameterGroup]) -> any Optimizer {
    switch name {
    case "rmsprop":
      RMSprop(learningRate: 0.02, momentum: 0.5, weightDecay: 0.3, groups: groups)
    case "adagrad": Adagrad(learningRate: 0.02, weightDecay: 0.3, groups: groups)
    case "adam": Adam(learningRate: 0.02, weightDecay: 0.3, groups: groups)
    case "adamw": AdamW(learningRate: 0.02, weightDecay: 0.3, groups: groups)
    default: SGD(learningRate: 0.02, momentum: 0.9, weightDecay: 0.3, groups: groups)
    }
  }

  /// An optimizer with one learning rate and decay for all.
  private func plain(_ name: String, _ rate: Double, _ decay: Double) -> any Optimizer {
    switch name {
    case "rmsprop": RMSprop(learningRate: rate, momentum: 0.5, weightDecay: decay)
    case "adagrad": Adagrad(learningRate: rate, weightDecay: decay)
    case "adam": Adam(learningRate: rate, weightDecay: decay)
    case "adamw": AdamW(learningRate: rate, weightDecay: decay)
    default: SGD(learningRate: rate, momentum: 0.9, weightDecay: decay)
    }
  }

  private static let groups = [
    ParameterGroup("encoder", rateFactor: 0.25),
    ParameterGroup("norm", "head.bias", learningRate: 0.5, weightDecay: 0),
  ]

  /// Gradients that do not depend on the parameters, so that every parameter goes its own way.
  private func gradients(_ step: Int, _ model: Model) -> [Tensor?] {
    model.parameters.enumerated().map { index, parameter in
      let stream = RandomStream(
        seed: 3, name: "gradient", call: UInt32(index), position: UInt64(step))
      return Tensor(
        stream.fillNormal(count: parameter.shape.count), shape: parameter.shape,
        on: parameter.value.dispatcher)
    }
  }

  @Test(
    "NUM-121: a parameter goes the way that it goes under an optimizer with its group's settings",
    arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
  func settings(name: String) throws {
    func train(_ optimizer: any Optimizer, _ dispatcher: Dispatcher) throws -> [[UInt32]] {
      let model = Model(SmallNetwork(), on: dispatcher, seed: 2)
      optimizer.prepare(model.parameters)
      let scheduler = LearningRateScheduler(.exponential(factor: 0.9), for: optimizer)
      for step in 0..<4 {
        optimizer.step(gradients(step, model))
        scheduler.advance()
      }
      return try model.bits()
    }
    let grouped = try sameOnEveryDevice { try train(optimizer(name, Self.groups), $0) }
    let single = try [(0.02, 0.3), (0.02 * 0.25, 0.3), (0.5, 0)].map { rate, decay in
      try train(plain(name, rate, decay), Dispatcher(device: ReferenceDevice()))
    }
    let memberships = [1, 1, 2, 0, 2, 2]
    for (index, group) in memberships.enumerated() {
      #expect(grouped[index] == single[group][index], "\(SmallNetwork.paths[index])")
      #expect(!single.indices.contains { $0 != group && single[$0][index] == grouped[index] })
    }
  }

  @Test("NUM-120, NUM-121: a scheduler scales every group's own rate")
  func scheduling() {
    let optimizer = AdamW(learningRate: 0.02, groups: Self.groups)
    #expect(optimizer.learningRates == [0.02, 0.02 * 0.25, 0.5])
    let schedule = LearningRateSchedule.cosine(total: 9, warmUp: 2, floor: 0.1)
    let scheduler = LearningRateScheduler(schedule, for: optimizer)
    for index in 0..<12 {
      for (group, base) in [0.02, 0.02 * 0.25, 0.5].enumerated() {
        #expect(optimizer.learningRates[group] == schedule.rate(base: base, at: index))
      }
      #expect(optimizer.learningRate == optimizer.learningRates[0])
      scheduler.advance()
    }
  }

  @Test(
    "NUM-121: an optimizer with groups that was saved and restored goes on bit for bit",
    arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
  func restoring(name: String) throws {
    func make(seed: UInt64) -> (model: Model, optimizer: any Optimizer, LearningRateScheduler) {
      let model = Model(SmallNetwork(), on: Dispatcher(device: ReferenceDevice()), seed: seed)
      let optimizer = self.optimizer(name, Self.groups)
      optimizer.prepare(model.parameters)
      return (model, optimizer, LearningRateScheduler(.exponential(factor: 0.9), for: optimizer))
    }
    let (model, optimizer, scheduler) = make(seed: 2)
    for step in 0..<3 {
      optimizer.step(gradients(step, model))
      scheduler.advance()
    }
    let (other, restored, otherScheduler) = make(seed: 9)
    try restored.restore(below: "o", of: try optimizer.tree(below: "o"))
    try otherScheduler.restore(below: "s", of: try scheduler.tree(below: "s"))
    for (parameter, source) in zip(other.parameters, model.parameters) {
      parameter.value.overwrite(with: try source.value.bytes())
    }
    #expect(restored.learningRates == optimizer.learningRates)
    for step in 3..<6 {
      for (model, optimizer) in [(model, optimizer), (other, restored)] {
        optimizer.step(gradients(step, model))
      }
      scheduler.advance()
      otherScheduler.advance()
    }
    #expect(try other.bits() == (try model.bits()))
    #expect(try restored.tree(below: "o") == (try optimizer.tree(below: "o")))
    #expect(try otherScheduler.tree(below: "s") == (try scheduler.tree(below: "s")))
  }

  @Test("groups are in a state only where there are some, and must be the same ones")
  func state() throws {
    let model = Model(SmallNetwork(), on: Dispatcher(device: ReferenceDevice()), seed: 2)
    func prepared(_ groups: [ParameterGroup]) -> AdamW {
      let optimizer = AdamW(groups: groups)
      optimizer.prepare(model.parameters)
      return optimizer
    }
    let plain = try prepared([]).tree(below: "o")
    #expect(!plain.entries.contains { $0.path.contains("groups") })
    let tree = try prepared(Self.groups).tree(below: "o")
    #expect(
      tree.entries.map(\.path).filter { $0.contains("groups") } == [
        "/o/groups/1/learningRate", "/o/groups/1/parameters", "/o/groups/2/learningRate",
        "/o/groups/2/parameters",
      ])
    let others = [ParameterGroup("encoder.weight", rateFactor: 0.25), Self.groups[1]]
    let changed = #expect(throws: StateError.self) {
      try prepared(others).restore(below: "o", of: tree)
    }
    #expect(
      changed.map { "\($0)" }
        == "/o/groups/1/parameters: expected encoder.weight, found encoder.bias, encoder.weight")
    let missing = #expect(throws: StateError.self) {
      try prepared(Self.groups).restore(below: "o", of: plain)
    }
    #expect(missing?.code == .missing)
    let unread = #expect(throws: StateError.self) {
      try prepared([]).restore(below: "o", of: tree)
    }
    #expect(unread?.code == .unread)
    let forged = #expect(throws: StateError.self) {
      let scheduler = LearningRateScheduler(.constant, for: prepared(Self.groups))
      try scheduler.restore(
        below: "s", of: try scheduler.tree(below: "s").forging("/s/groups/2/rate", 0.4))
    }
    #expect(forged?.path == "/s/groups/2/rate")
  }

  /// What a process wrote to standard error before it ended.
  private func text(_ result: ExitTest.Result?) -> String {
    result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
  }

  @Test("a parameter in two groups, or a group without one, stops the program and is named")
  func refusals() async {
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = Model(SmallNetwork(), on: Dispatcher(device: ReferenceDevice()), seed: 2)
      let groups = [ParameterGroup("encoder"), ParameterGroup("*.bias")]
      SGD(learningRate: 1, groups: groups).prepare(model.parameters)
    }
    #expect(
      text(twice).contains(
        "parameter 'encoder.bias' is in the groups 'encoder' and '*.bias'"))
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = Model(SmallNetwork(), on: Dispatcher(device: ReferenceDevice()), seed: 2)
      SGD(learningRate: 1, groups: [ParameterGroup("decoder")]).prepare(model.parameters)
    }
    #expect(text(empty).contains("no parameter is in the group 'decoder'; there are encoder.bias"))
  }
}
