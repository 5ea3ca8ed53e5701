import CanonicalJSON
import Testing

@testable import TensorFiles

@Suite("Pickles") struct PickleTests {
  /// What a pickle of version 2 stands for; `body` lacks the version and the end.
  private func read(_ body: [UInt8], valueLimit: Int = 1 << 22) throws -> PickleContents {
    let bytes = [0x80, 2] + body + [0x2E]
    let source = FileSource(bytes: bytes, name: "a.pt")
    var machine = PickleMachine(source, bytes, valueLimit: valueLimit)
    let value = try machine.run()
    return try PickleContents(of: value, in: machine)
  }

  private func global(_ name: String) -> [UInt8] {
    [0x63] + Array(name.replacing(" ", with: "\n").utf8) + [0x0A]
  }

  private func text(_ text: String) -> [UInt8] {
    [0x58] + bytes(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  @Test("a global outside the list is named and never looked up, whatever is done with it")
  func globals() {
    let command = text("touch /tmp/owned") + [0x85, 0x52]
    for name in [
      "posix system", "builtins eval", "__builtin__ exec", "os system", "torch load",
      "subprocess Popen", "torch._utils _rebuild_qtensor", "builtins getattr", "torch.hub load",
    ] {
      let shown = name.replacing(" ", with: ".")
      expectRefusal(.unsafe, shown, "nothing was run", "at byte 2") {
        _ = try read(global(name) + command)
      }
    }
    let parts = text("posix") + text("system") + [0x93] + command
    expectRefusal(.unsafe, "posix.system", "nothing was run") { _ = try read(parts) }
  }

  @Test("instructions that make more than plain data are refused by their names")
  func instructions() {
    let refused: [(UInt8, String)] = [
      (0x69, "INST"), (0x6F, "OBJ"), (0x82, "EXT1"), (0x92, "NEWOBJ_EX"), (0x50, "PERSID"),
      (0x49, "INT"), (0x32, "DUP"), (0x97, "NEXT_BUFFER"), (0xFF, "0xff"),
    ]
    for (byte, name) in refused {
      expectRefusal(.unsafe, "found \(name), which is refused", "at byte 2") {
        _ = try read([byte])
      }
    }
  }

  @Test("a number of NumPy is read in the order of bytes that its type says")
  func orderOfBytes() throws {
    for (order, expected) in [("<", JSONValue.number(4.600602988224807e-41)), (">", 1)] {
      // A version and the order; what other types have beside them is left out.
      let type =
        global("numpy dtype") + text("f4") + [0x85, 0x52] + [0x4B, 3] + text(order) + [0x86, 0x62]
      let number =
        global("numpy.core.multiarray scalar") + type + [0x43, 4, 0x3F, 0x80, 0, 0, 0x86, 0x52]
      #expect(try read(number).metadata["value"] == expected, "\(order)")
    }
  }

  @Test("arrays of NumPy that have one array's bytes many times are refused, not hashed as often")
  func sharedBytes() throws {
    let array =
      global("numpy.core.multiarray _reconstruct") + global("numpy ndarray") + [0x29] + text("b")
      + [0x87, 0x52]
    // A version, no axes, the type, the order of axes and the bytes; remembered as 0.
    let state =
      [0x28, 0x4B, 1, 0x29] + global("numpy dtype") + text("u1") + [0x85, 0x52, 0x89, 0x42]
      + bytes(UInt32(1000)) + [UInt8](repeating: 7, count: 1000) + [0x74, 0x71, 0, 0x30]
    func arrays(_ count: Int) -> [UInt8] {
      state + [0x5D] + (0..<count).flatMap { _ in array + [0x68, 0, 0x62, 0x61] }
    }
    #expect(try read(arrays(1)).metadata["value"]?[0]?["type"] == "uint8")
    expectRefusal(.tooLarge, "arrays of no more bytes than the pickle has") {
      _ = try read(arrays(40))
    }
  }

  @Test("plain data is read: integers, floating-point numbers, texts, bytes, containers")
  func data() throws {
    let cases: [([UInt8], JSONValue)] = [
      ([0x4E], .null), ([0x88], true), ([0x89], false), ([0x4B, 200], 200),
      ([0x4D, 0, 1], 256), ([0x4A, 0xFE, 0xFF, 0xFF, 0xFF], -2),
      ([0x8A, 0], 0), ([0x8A, 1, 0xFF], -1), ([0x8A, 2, 0, 0x80], -32768),
      ([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], .integer(Int.min)),
      ([0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0], "0x008000000000000000"),
      ([0x47, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A], 0.1),
      ([0x47, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], "nan"),
      (text("a\u{1B}"), "a\u{1B}"), ([0x55, 2, 0x61, 0x62], "6162"),
      ([0x29], []), ([0x5D], []), ([0x4B, 1, 0x85], [1]), ([0x4B, 1, 0x4B, 2, 0x86], [1, 2]),
      ([0x28, 0x4B, 1, 0x4B, 2, 0x4B, 3, 0x4B, 4, 0x74], [1, 2, 3, 4]),
      ([0x5D, 0x4B, 1, 0x61], [1]), ([0x5D, 0x28, 0x4B, 1, 0x4B, 2, 0x65], [1, 2]),
      (global("builtins set") + [0x5D, 0x4B, 5, 0x61, 0x85, 0x52], [5]),
      (global("torch float8_e5m2"), "float8_e5m2"),
    ]
    for (body, expected) in cases {
      #expect(try read(body).metadata == ["value": expected], "\(body)")
    }
    let pairs = [0x5D, 0x28] + text("b") + [0x4B, 1, 0x86] + text("a") + [0x4B, 2, 0x86, 0x65]
    #expect(
      try read(global("collections OrderedDict") + pairs + [0x85, 0x52]).metadata
        == ["a": 2, "b": 1])
    // The last value of a key counts, and an integer and a text can be the same key in a path.
    let twice = [0x7D, 0x28] + text("a") + [0x4B, 1] + text("a") + [0x4B, 2, 0x75]
    #expect(try read(twice).metadata == ["a": 2])
  }

  @Test("values that contain themselves, nest too deeply, or grow by sharing are refused")
  func budgets() {
    // A list that is appended to itself.
    expectRefusal(.malformed, "contain itself") { _ = try read([0x5D, 0x71, 0, 0x68, 0, 0x61]) }
    let deep =
      [UInt8](repeating: 0x5D, count: 200) + [UInt8](repeating: 0x61, count: 199)
    expectRefusal(.tooLarge, "100 inside each other") { _ = try read(deep) }
    // Each list has the one before it twice: 2^40 values by 40 lists.
    var shared: [UInt8] = [0x5D, 0x71, 0]
    for index in 1...40 {
      shared += [0x5D, 0x28, 0x68, UInt8(index - 1), 0x68, UInt8(index - 1), 0x65, 0x71]
      shared += [UInt8(index)]
    }
    expectRefusal(.tooLarge, "values") {
      _ = try read([0x28] + shared + [0x6C])
    }
    // A text of 4 GiB in a pickle of a few bytes.
    expectRefusal(.malformed, "up to the end of the pickle") {
      _ = try read([0x58, 0xFF, 0xFF, 0xFF, 0xFF])
    }
    expectRefusal(.malformed, "up to the end of the pickle") {
      _ = try read([0x8D] + [UInt8](repeating: 0xFF, count: 8))
    }
  }

  private func times(_ count: Int, _ bytes: [UInt8]) -> [UInt8] {
    Array(repeatElement(bytes, count: count).joined())
  }

  /// A list of what was remembered as 1.
  private func list(of count: Int) -> [UInt8] { [0x5D, 0x28] + times(count, [0x68, 1]) + [0x65] }

  @Test("a pickle whose instructions copy what others made is refused before memory is full")
  func copies() {
    let long = text(String(repeating: "a", count: 10_000))
    let storage =
      [0x28] + text("storage") + global("torch FloatStorage") + long + text("cpu")
      + [0x4B, 1, 0x74, 0x51]
    let refused: [(name: String, body: [UInt8], words: String)] = [
      ("marks", times(1_100, [0x28]), "1000 values"),
      (
        "dictionaries of the same pairs",
        [0x4E, 0x4E, 0x86, 0x71, 1] + list(of: 90) + [0x85, 0x71, 2]
          + global("collections OrderedDict") + [0x71, 3]
          + times(10, [0x68, 3, 0x68, 2, 0x52, 0x30]),
        "1000 values"
      ),
      (
        "tensors that are thrown away",
        global("torch._utils _rebuild_tensor") + [0x71, 1, 0x28] + storage
          + [0x4B, 0, 0x29, 0x29, 0x74, 0x71, 2] + times(1_100, [0x68, 1, 0x68, 2, 0x52, 0x30]),
        "1000 values"
      ),
      (
        "a text that is joined with itself",
        global("torch device") + [0x71, 0] + text("a") + [0x71, 1]
          + times(64, [0x68, 0, 0x68, 1, 0x68, 1, 0x86, 0x52, 0x71, 1]),
        "64000 bytes of texts put together"
      ),
      (
        "a text that is encoded again and again",
        global("_codecs encode") + [0x71, 0] + long + text("latin1") + [0x86, 0x71, 1]
          + times(10, [0x68, 0, 0x68, 1, 0x52]),
        "64000 bytes of texts put together"
      ),
      (
        "a key that has a text often",
        long + [0x71, 1, 0x30, 0x7D, 0x28, 0x28] + times(10, [0x68, 1]) + [0x74, 0x4E, 0x75],
        "values of 64000 bytes"
      ),
      (
        "the name of a storage, often", storage + [0x71, 1, 0x30] + list(of: 10),
        "values of 64000 bytes"
      ),
      (
        "a dictionary with a key that is there often, often",
        [0x7D, 0x71, 1, 0x28] + times(200, [0x4E, 0x4E]) + [0x75, 0x30] + list(of: 10),
        "1000 values"
      ),
    ]
    for (name, body, words) in refused {
      let error = #expect(throws: TensorFileError.self, "\(name)") {
        _ = try read(body, valueLimit: 1_000)
      }
      #expect(
        error.map { $0.kind == .tooLarge && "\($0)".contains(words) && isOneLine($0) } ?? false,
        "\(name): \(error.map { "\($0)" } ?? "")")
    }
  }

  @Test("a shape of more axes than a tensor may have is refused before tensors keep it")
  func axes() {
    let start: [UInt8] =
      global("torch._utils _rebuild_tensor_v2") + [0x28, 0x28] + text("storage")
      + global("torch FloatStorage") + text("0") + text("cpu") + [0x4B, 1, 0x74, 0x51, 0x4B, 0]
    let shape = [0x28] + times(65, [0x4B, 1]) + [0x74]
    expectRefusal(.malformed, "at most 64 axes", "found 65") {
      _ = try read(start + shape + shape + [0x89, 0x4E, 0x74, 0x52])
    }
  }

  @Test("instructions without their operands, and what follows the end, are refused")
  func damage() {
    let bodies: [[UInt8]] = [
      [], [0x61], [0x4B, 1, 0x61], [0x75], [0x74], [0x28, 0x61], [0x28], [0x4B, 1, 0x4B, 2],
      [0x68, 7], [0x71, 0], [0x52], [0x4B, 1, 0x52], [0x85], [0x51], [0x29, 0x51], [0x93],
      [0x5D, 0x4B, 1, 0x62], [0x4B, 1, 0x28, 0x30], [0x7D, 0x28, 0x4B, 1, 0x75],
      global("torch._utils _rebuild_tensor_v2") + [0x29, 0x52],
      global("torch._utils _rebuild_parameter") + [0x4B, 1, 0x4B, 1, 0x4B, 1, 0x87, 0x52],
      global("torch FloatStorage") + [0x29, 0x52], [0x63, 0x61], [0x80, 9],
      [0x8A, 3, 0], [0x58, 1, 0, 0, 0, 0xFF],
    ]
    for body in bodies {
      let error = #expect(throws: TensorFileError.self, "\(body)") { _ = try read(body) }
      #expect(error.map { $0.kind == .malformed && isOneLine($0) } ?? false, "\(body)")
    }
    let early: [UInt8] = [0x80, 2, 0x4E, 0x2E, 0x2E]
    var machine = PickleMachine(FileSource(bytes: early, name: "a.pt"), early)
    expectRefusal(.malformed, "more after it") { _ = try machine.run() }
  }

  @Test("the format before PyTorch 1.6 is refused by its name, with a way out")
  func legacy() {
    let start: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8]
    expectRefusal(.unsupported, "before", "nothing of it was run", "save it again") {
      _ = try TensorFiles.open(FileSource(bytes: start, name: "a.pt"))
    }
  }
}
