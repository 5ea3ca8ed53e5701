import Devices
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing

/// The one tree that saving, comparing, verifying and replaying work on.
@Suite("State tree")
struct StateTreeTests {
  private func leaf(_ path: String) -> StateEntry {
    StateEntry(path: path, type: .uint8, shape: [1], bytes: [7])
  }

  @Test("CKPT-010: leaves are in ascending order of the UTF-8 bytes of the whole path")
  func order() {
    // '-' and '.' are less than '/', and an upper-case letter is less than a lower-case one.
    let paths = ["/a/z", "/a-b/c", "/é/x", "/a.b/c", "/z", "/a/b/c", "/B", "/a/b"]
    let expected = ["/B", "/a-b/c", "/a.b/c", "/a/b", "/a/b/c", "/a/z", "/z", "/é/x"]
    #expect(StateTree(paths.map(leaf)).entries.map(\.path) == expected)
    #expect(StateTree(paths.reversed().map(leaf)).entries.map(\.path) == expected)
  }

  @Test("a leaf is found by its path, and no other path finds it")
  func lookup() {
    let paths = (0..<40).map { "/model/layer\($0)/weight" } + ["/loop/step", "/model"]
    let tree = StateTree(paths.map(leaf))
    for path in paths { #expect(tree[path]?.path == path) }
    for path in ["", "/", "/model/layer4", "/model/layer40/weight", "/z", "/loop/step/x"] {
      #expect(tree[path] == nil, "\(path)")
    }
  }

  @Test("NUM-009: what a writer writes, a reader reads back bit for bit, each NaN as the one NaN")
  func roundTrip() throws {
    let dispatcher = Dispatcher(device: RemoteDevice())
    let values: [Float] = [1, -0.0, .infinity, Float(bitPattern: 0x7FC0_0123)]
    var writer = StateWriter()
    writer.group("model") { state in
      state.write("hidden.weight", Tensor(values, shape: [2, 2], on: dispatcher))
    }
    writer.group("loop") { state in
      state.write("step", UInt64.max - 1)
      state.write("rate", -0.0)
      state.write("sums", [0.1, -.nan, -.infinity])
      state.write("phase", text: "prêt")
    }
    let tree = try writer.finish()
    #expect(
      tree.entries.map(\.path) == [
        "/loop/phase", "/loop/rate", "/loop/step", "/loop/sums", "/model/hidden/weight",
      ])
    let reader = StateReader(tree)
    let restored = Tensor([0, 0, 0, 0] as [Float], shape: [2, 2], on: dispatcher)
    try reader.group("model") { (state) throws(StateError) in
      try state.read("hidden.weight", into: restored)
    }
    try reader.group("loop") { (state) throws(StateError) in
      #expect(state.names == ["phase", "rate", "step", "sums"])
      #expect(try state.readUInt64("step") == UInt64.max - 1)
      #expect(try state.readDouble("rate").bitPattern == (-0.0).bitPattern)
      #expect(
        try state.readDoubles("sums").map(\.bitPattern)
          == [0.1, .nan, -.infinity].map { (number: Double) in number.bitPattern })
      #expect(try state.readText("phase") == "prêt")
    }
    try reader.finish()
    let found = try restored.floats()
    #expect(found.map(\.bitPattern) == values.map(\.canonicalBits))
  }

  /// The error that reading gives.
  private func error(_ read: (StateReader) throws -> Void) throws -> StateError {
    let reader = StateReader(
      StateTree([
        StateEntry(
          path: "/loop/step", type: .uint64, shape: [], bytes: LittleEndian.bytes(of: UInt64.max)),
        StateEntry(path: "/loop/text", type: .uint8, shape: [2], bytes: [0xC3, 0x28]),
      ]))
    return try #require(
      #expect(throws: StateError.self) {
        try reader.group("loop") { (state) throws(StateError) in
          do {
            try read(state)
          } catch let error as StateError {
            throw error
          } catch {
            Issue.record("\(error)")
          }
        }
        try reader.finish()
      })
  }

  @Test("restoring is total: a missing, an unread and an unfit leaf is an error that says so")
  func totality() throws {
    let missing = try error { _ = try $0.readUInt64("epoch") }
    #expect(missing.code == .missing)
    #expect("\(missing)" == "/loop/epoch: expected a leaf of that name, found none")

    let unread = try error { _ = try $0.readUInt64("step") }
    #expect(unread.code == .unread)
    #expect(
      "\(unread)"
        == "/loop/text: expected no such part in this run, found a leaf that nothing in this run "
        + "restores")

    let type = try error { _ = try $0.readDouble("step") }
    #expect(type.code == .typeMismatch)
    #expect("\(type)" == "/loop/step: expected float64 [], found uint64 []")

    let shape = try error { _ = try $0.read("step", type: .uint64, shape: [2]) }
    #expect(shape.code == .shapeMismatch)
    #expect("\(shape)" == "/loop/step: expected uint64 [2], found uint64 []")

    let large = try error { _ = try $0.readInt("step") }
    #expect(large.code == .invalidValue)
    #expect("\(large)" == "/loop/step: expected at most \(Int.max), found \(UInt64.max)")

    let text = try error { _ = try $0.readText("text") }
    #expect("\(text)" == "/loop/text: expected UTF-8 text as a uint8 vector, found uint8 [2]")

    let vector = try error { _ = try $0.readDoubles("step") }
    #expect("\(vector)" == "/loop/step: expected a float64 vector, found uint64 []")
  }

  @Test("a tensor is not restored into one of another shape")
  func tensorShape() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let tree = StateTree([
      StateEntry(
        path: "/hidden/weight", type: .float32, shape: [1, 2],
        bytes: [UInt8](repeating: 0, count: 8))
    ])
    let target = Tensor([3, 4] as [Float], shape: [2], on: dispatcher)
    let error = try #require(
      #expect(throws: StateError.self) {
        try StateReader(tree).read("hidden.weight", into: target)
      })
    #expect("\(error)" == "/hidden/weight: expected float32 [2], found float32 [1, 2]")
    #expect(try target.floats() == [3, 4])
  }

  @Test("a name with '/' or '%' is one component and comes back as it was")
  func encoding() {
    for (name, component) in [
      ("loss", "loss"), ("train/loss", "train%2Floss"), ("100%", "100%25"), ("%2F", "%252F"),
      ("/%/", "%2F%25%2F"), ("a%%b", "a%25%25b"), ("é/%25", "é%2F%2525"),
    ] {
      #expect(StatePath.component(name) == component)
      #expect(StatePath.name(ofComponent: component) == name)
    }
    #expect(StatePath.grouped("encoder.0.weight") == "encoder/0/weight")
  }

  @Test("a path that two components write stops the program, by name")
  func duplicates() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var writer = StateWriter()
      writer.write("loop", UInt64(1))
      writer.write("loop", UInt64(2))
      _ = try writer.finish()
    }
    let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(text.contains("state /loop was recorded twice"))
  }
}
