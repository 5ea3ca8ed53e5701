import CanonicalJSON
import NumericsContract
import Testing

@testable import TensorFiles

@Suite("PyTorch") struct PyTorchTests {
  @Test("tensors of dictionaries and lists that nest have paths; views are read row-major")
  func tensors() throws {
    let file = try TensorFiles.open(Fixture.path("nested.pt"))
    #expect(file.format == .pytorch)
    let base = (0..<12).map { Float($0) }
    #expect(file.tensor("views.whole")?.shape == [3, 4])
    #expect(try file.bytes(of: "views.whole") == bytes(base))
    #expect(file.tensor("views.transposed")?.shape == [4, 3])
    #expect(
      try file.bytes(of: "views.transposed")
        == bytes((0..<4).flatMap { column in (0..<3).map { base[4 * $0 + column] } }))
    #expect(try file.bytes(of: "views.row") == bytes([4, 5, 6, 7]))
    #expect(try file.bytes(of: "views.tail") == bytes(Array(base[5...])))
    #expect(try file.bytes(of: "parameter") == bytes([1, 2, 5, 6]))
    #expect(try file.bytes(of: "list.0") == bytes(Int64(3)))
    #expect(file.tensor("list.0")?.shape == [])
    #expect(file.tensor("list.1")?.shape == [0, 4])
    #expect(try file.bytes(of: "list.1") == [])
    #expect(try file.bytes(of: "list.2.deep") == [1, 0])
    #expect(file.tensor("model.weight")?.shape == [2, 3])
    #expect(file.tensor("model.bias")?.type == .float32)
    // What lies in one piece has a place; views of one storage lie in the same bytes.
    let whole = try #require(file.tensor("views.whole")?.offset)
    #expect(file.tensor("views.row")?.offset == whole + 16)
    #expect(file.tensor("views.transposed")?.offset == nil)
    #expect(Array(try Fixture.bytes("nested.pt")[whole..<whole + 48]) == bytes(base))
  }

  @Test("every type has its name, and its bytes are what PyTorch holds")
  func types() throws {
    let file = try TensorFiles.open(Fixture.path("nested.pt"))
    let numbers: [(String, [UInt8])] = [
      ("float16", [0, 0x3C, 0, 0, 0, 0x42]), ("bfloat16", [0x80, 0x3F, 0, 0, 0x40, 0x40]),
      ("float64", [1, 0, 3].flatMap { bytes(Double($0).bitPattern) }), ("int8", [1, 0, 3]),
      ("int16", [1, 0, 0, 0, 3, 0]), ("int32", [1, 0, 3].flatMap { bytes(Int32($0)) }),
      ("uint8", [1, 0, 3]), ("uint16", [1, 0, 0, 0, 3, 0]),
      ("uint32", [1, 0, 3].flatMap { bytes(UInt32($0)) }),
      ("uint64", [1, 0, 3].flatMap { bytes(UInt64($0)) }),
    ]
    for (name, expected) in numbers {
      #expect(file.tensor("types.\(name)")?.type == ElementType(rawValue: name))
      #expect(try file.bytes(of: "types.\(name)") == expected, "\(name)")
    }
    let eight = try #require(file.tensor("types.float8_e4m3fn"))
    #expect(eight.typeName == "float8_e4m3fn" && eight.type == nil && eight.byteCount == 3)
    #expect(try file.read(eight) == [0x38, 0, 0x44])
    #expect(file.tensor("types.complex64")?.typeName == "complex64")
    #expect(try file.bytes(of: "types.complex64") == bytes([1, 0, 0, 0, 3, 0]))
  }

  @Test("numbers, texts, truth values and what else is data become metadata")
  func metadata() throws {
    let metadata = try TensorFiles.open(Fixture.path("nested.pt")).metadata
    let expected: JSONValue = [
      "epoch": 3, "rate": 0.001, "name": "größe", "none": .null, "flag": true,
      "large": "0x400000000000000000", "negative": .integer(-(1 << 40)), "infinite": "inf",
      "size": [2, 3], "device": "cpu", "type": "float16", "set": [5], "pair": [1, "two"],
      "bytes": "00ff", "complex": [1, 2], "path": "a/b", "7": "integer key",
    ]
    #expect(metadata == expected, "\(metadata)")
  }

  @Test("pickles of version 4 are read, and a tensor alone has the path tensor")
  func further() throws {
    let file = try TensorFiles.open(Fixture.path("protocol4.pt"))
    #expect(file.tensors.map(\.path) == ["a"])
    #expect(file.metadata == ["b": ["c": "78797a", "d": [1, 1, 1]]])
    let expanded = try TensorFiles.open(Fixture.path("expanded.pt"))
    #expect(expanded.tensors.map(\.path) == ["tensor"])
    #expect(try expanded.bytes(of: "tensor") == bytes([Float](repeating: 1, count: 6)))
    #expect(expanded.metadata == [:])
  }

  @Test("numbers and arrays of NumPy, namespaces and default dictionaries are plain data")
  func plainData() throws {
    let file = try TensorFiles.open(Fixture.path("plain-data.pt"))
    #expect(file.tensors.isEmpty)
    let digest = SHA256Digest.digest(of: bytes([0, 1, 2, 3, 4, 5] as [Float]))
    let expected: JSONValue = [
      "rate": 0.001, "count": -3, "half": -0.5, "flag": true, "big": 1, "type": "int32",
      "options": ["width": 3, "inner": [:], "none": .null], "seen": ["a": [1]], "last": [1, 2],
      "path": "/runs/a",
      "means": ["sha256": .string("\(digest)"), "shape": [2, 3], "type": "float32"],
    ]
    #expect(file.metadata == expected, "\(file.metadata)")
  }

  @Test("a checkpoint of Lightning gives weights, optimizer state, loops and hyperparameters")
  func lightning() throws {
    let file = try TensorFiles.open(Fixture.path("lightning.ckpt"))
    #expect(
      file.tensors.map(\.path) == [
        "optimizer_states.0.state.0.exp_avg", "optimizer_states.0.state.0.exp_avg_sq",
        "optimizer_states.0.state.0.step", "optimizer_states.0.state.1.exp_avg",
        "optimizer_states.0.state.1.exp_avg_sq", "optimizer_states.0.state.1.step",
        "state_dict.layer.bias", "state_dict.layer.weight",
      ])
    #expect(try file.bytes(of: "optimizer_states.0.state.0.step") == bytes([4]))
    #expect(file.metadata["epoch"] == 2)
    #expect(file.metadata["global_step"] == 4)
    #expect(file.metadata["hyper_parameters"] == ["width": 4, "rate": 0.1])
    #expect(
      file.metadata["optimizer_states"]?[0]?["param_groups"]?[0]?["betas"] == [0.9, 0.999])
    #expect(
      file.metadata["loops"]?["fit_loop"]?["epoch_progress"]?["total"]?["completed"] == 2)
  }
}
