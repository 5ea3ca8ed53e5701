import Devices
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// Paths of parameters, and first values that are functions of seed and path.
@Suite("Model")
struct ModelTests {
  private struct Block: PlacedLayer {
    let weight: Parameter
    let place = LayerPlace()
    var drawsRandomNumbers: Bool { true }
    var contents: Contents { ["weight": weight] }

    init(_ count: Int) { weight = Parameter([count], .fanIn(4)) }
  }

  private struct Network: Layer {
    let parts: [(String, any LayerPart)]
    var contents: Contents { Contents(parts) }
  }

  private func model(_ parts: [(String, any LayerPart)], seed: UInt64 = 1) -> Model {
    Model(Network(parts: parts), on: Dispatcher(device: ReferenceDevice()), seed: seed)
  }

  @Test("parameters are listed in ascending UTF-8 order of their paths")
  func order() {
    let model = model([
      ("scores", Block(1)), ("Hidden", Block(2)), ("é", Block(3)),
      ("blocks", [Block(4), Block(5)] as [Block]), ("bias", Parameter([6], .constant(0))),
      ("z", Optional(Block(7)) as Block?),
    ])
    #expect(
      model.parameters.map(\.path) == [
        "Hidden.weight", "bias", "blocks.0.weight", "blocks.1.weight", "scores.weight", "z.weight",
        "é.weight",
      ])
    #expect(model.parameters.map { $0.shape.count } == [2, 6, 4, 5, 1, 7, 3])
    #expect(model.randomPlaces == ["Hidden", "blocks.0", "blocks.1", "scores", "z", "é"])
  }

  /// First values by path.
  private func values(_ parts: [(String, any LayerPart)], seed: UInt64 = 1) throws
    -> [String: [UInt32]]
  {
    let pairs = try model(parts, seed: seed).parameters.map {
      ($0.path, try $0.value.floats().map(\.bitPattern))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("RNG-008: adding, removing or reordering layers changes no other layer's first values")
  func independence() throws {
    let small = try values([("hidden", Block(9)), ("scores", Block(5))])
    let large = try values([
      ("scores", Block(5)), ("extra", Block(100)), ("aaa", Block(3)), ("hidden", Block(9)),
    ])
    for path in ["hidden.weight", "scores.weight"] {
      #expect(small[path] != nil && small[path] == large[path], "\(path)")
    }
  }

  @Test("RNG-007: a first value is a function of seed and path, on every device")
  func firstValues() throws {
    let expected = Initializer.fanIn(4).values(count: 9, seed: 1, path: "hidden.weight")
    #expect(try values([("hidden", Block(9))])["hidden.weight"] == expected.map(\.bitPattern))
    let stream = RandomStream(seed: 1, name: "init:hidden.weight")
    #expect(
      expected.map(\.bitPattern)
        == (0..<9).map { (stream.uniform(at: $0) * 1 - 0.5).bitPattern })
    let reseeded = try values([("hidden", Block(9))], seed: 2)
    #expect(reseeded["hidden.weight"] != expected.map(\.bitPattern))
    let others = try values([("other", Block(9))])
    #expect(others["other.weight"] != expected.map(\.bitPattern))
    let remote = Block(9)
    _ = Model(
      Network(parts: [("hidden", remote)]), on: Dispatcher(device: RemoteDevice()), seed: 1)
    let found = try remote.weight.value.floats()
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test("NUM-029: uniform, normal, Xavier and Kaiming starts, element by element")
  func initializers() {
    let stream = RandomStream(seed: 3, name: "init:w")
    func check(_ initializer: Initializer, _ value: (Int) -> Float) {
      let found = initializer.values(count: 33, seed: 3, path: "w")
      #expect(found.map(\.bitPattern) == (0..<33).map { value($0).bitPattern }, "\(initializer)")
    }
    check(.constant(-0.0)) { _ in -0.0 }
    check(.uniform(bound: 0.3)) { stream.uniform(at: $0) * (2 * Float(0.3)) - Float(0.3) }
    let xavier = Float((6.0 / (5 + 7)).squareRoot())
    check(.xavierUniform(fanIn: 5, fanOut: 7)) { stream.uniform(at: $0) * (2 * xavier) - xavier }
    check(.normal(deviation: 0.3)) { stream.normal(at: $0) * Float(0.3) }
    check(.kaimingNormal(fanIn: 7)) { stream.normal(at: $0) * Float((2.0 / 7).squareRoot()) }
  }

  @Test("a parameter or layer that is reached by two paths is refused, by both names")
  func duplicates() async {
    let shared = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let weight = Parameter([1], .constant(0))
      _ = Model(
        Network(parts: [("first", weight), ("second", weight)]),
        on: Dispatcher(device: ReferenceDevice()), seed: 1)
    }
    #expect(shared.text.contains("'first' and 'second' are the same parameter"))
    let layer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let block = Block(1)
      _ = Model(
        Network(parts: [("first", [block]), ("second", block)]),
        on: Dispatcher(device: ReferenceDevice()), seed: 1)
    }
    #expect(layer.text.contains("layer 'first.0' is also reached as 'second'"))
  }

  @Test("contents with an empty, a repeated or a dotted name are refused")
  func names() async {
    let dotted = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Contents([("a.b", Block(1))])
    }
    #expect(dotted.text.contains("a layer's part is named 'a.b'"))
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Contents([("a", Block(1)), ("a", Block(1))])
    }
    #expect(twice.text.contains("a layer names 'a' twice"))
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Contents([("", Block(1))])
    }
    #expect(empty.text.contains("a layer's part is named ''"))
  }

  @Test("a parameter that was not bound has no values, and says so")
  func unbound() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Parameter([2, 3], .constant(0)).value
    }
    #expect(result.text.contains("of shape [2, 3] has no values yet: bind its model to a device"))
  }
}
