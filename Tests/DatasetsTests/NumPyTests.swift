import Datasets
import Foundation
import NumericsContract
import PythonPeer
import Testing

@Suite struct NumPyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func npy(
    _ header: String, _ elements: [UInt8], version: [UInt8] = [1, 0], length: Int? = nil
  ) throws -> NumericArray {
    let count = length ?? header.utf8.count
    let size = (0..<(version[0] == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    return try NumPyFile.read(
      path: folder.write(
        [0x93] + Array("NUMPY".utf8) + version + size + Array(header.utf8) + elements, "a.npy"))
  }

  private func header(_ type: String, _ shape: String, fortran: Bool = false) -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }   \n"
  }

  @Test("NumPy: every version, byte order and type gives its numbers")
  func types() throws {
    for version in [[1, 0], [2, 0], [3, 0]] as [[UInt8]] {
      #expect(
        try npy(header("<i2", "(2,)"), [1, 0, 0xFE, 0xFF], version: version).integers() == [1, -2])
    }
    #expect(try npy(header("<f2", "(2,)"), [0x00, 0x3C, 0x01, 0x80]).floats() == [1, -0x1p-24])
    #expect(try npy(header(">f2", "(1,)"), [0x7B, 0xFF]).floats() == [65504])
    #expect(
      try npy(header("<f4", "()"), [0xDB, 0x0F, 0x49, 0x40]).floats() == [
        Float(bitPattern: 0x4049_0FDB)
      ])
    #expect(try npy(header(">f8", "(1,)"), [0x3F, 0xF0, 0, 0, 0, 0, 0, 1]).floats() == [1])
    #expect(try npy(header("|i1", "(1,)"), [0x80]).integers() == [-128])
    #expect(try npy(header("|u1", "(1,)"), [0x80]).integers() == [128])
    #expect(try npy(header("|b1", "(2,)"), [0, 1]).floats() == [0, 1])
    #expect(try npy(header(">i4", "(1,)"), [0x80, 0, 0, 0]).integers() == [.min])
    #expect(
      try npy(header("<i8", "(1,)"), [0, 0, 0, 0x80, 255, 255, 255, 255]).integers() == [.min])
    #expect(try npy(header("<i8", "(1,)"), [1, 0, 0, 1, 0, 0, 0, 0]).floats() == [16_777_216])
    #expect(try npy(header("<u4", "(0, 5)"), []).floats() == [])
  }

  @Test("NumPy: what is written is what NumPy itself writes, in every type and shape that it has")
  func writing() throws {
    let types: [(ElementType, String)] = [
      (.float16, "<f2"), (.float32, "<f4"), (.float64, "<f8"), (.int8, "<i1"), (.int16, "<i2"),
      (.int32, "<i4"), (.int64, "<i8"), (.uint8, "<u1"), (.uint16, "<u2"), (.uint32, "<u4"),
      (.uint64, "<u8"), (.bool, "?"),
    ]
    for shape in [[], [0], [3], [2, 3], [1, 2, 3, 1], [5, 0, 7]] as [[Int]] {
      for (type, name) in types {
        let count = shape.reduce(type.byteCount, *)
        let bytes = (0..<count).map { type == .bool ? UInt8($0 % 2) : UInt8(1 + $0) }
        let own = folder.path("own.npy")
        try NumPyFile.write(bytes, type: type, shape: shape, to: own)
        let script = """
          import sys, numpy
          bytes = open(sys.argv[1], "rb").read()
          array = numpy.frombuffer(bytes[len(bytes) - int(sys.argv[3]):], sys.argv[4])
          with open(sys.argv[2], "wb") as file:
              numpy.lib.format.write_array(file, array.reshape(\(shape)), (1, 0))
          """
        let theirs = folder.path("theirs.npy")
        let outcome = try Python.run(script, arguments: [own, theirs, "\(count)", name])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(
          try Data(contentsOf: URL(filePath: own)) == Data(contentsOf: URL(filePath: theirs)),
          "\(type) \(shape)")
        let array = try NumPyFile.read(path: own)
        #expect(array.shape == shape && array.type == type)
      }
    }
  }

  @Test("NumPy: a file that cannot be written leaves what was there, and nothing else")
  func unwritable() throws {
    let kept = try folder.write([1, 2, 3], "kept.npy")
    try NumPyFile.write([7], type: .uint8, shape: [1], to: kept)
    #expect(try NumPyFile.read(path: kept).integers() == [7])
    let place = folder.path("none/a.npy")
    for path in [place, folder.path("")] {
      let error = #expect(throws: DatasetError.self) {
        try NumPyFile.write([7], type: .uint8, shape: [1], to: path)
      }
      #expect(error?.code == .unwritableFile && error?.file == path, "\(path)")
      #expect(error?.description.hasPrefix("cannot write \(path): ") ?? false)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
    #expect(names == ["kept.npy"])
  }

  @Test("NumPy: a column-major array is read row by row")
  func columnMajor() throws {
    // a[i, j, k] = 100 i + 10 j + k of the shape [2, 3, 2], the first index fastest.
    var elements: [UInt8] = []
    for k in 0..<2 {
      for j in 0..<3 { for i in 0..<2 { elements.append(UInt8(100 * i + 10 * j + k)) } }
    }
    let array = try npy(header("|u1", "(2, 3, 2)", fortran: true), elements)
    #expect(try array.integers() == [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121])
    let truth = try npy(header("|b1", "(2, 2)", fortran: true), [0, 1, 2, 0])
    expectMalformed(
      folder.path("a.npy"), at: 10 + header("|b1", "(2, 2)", fortran: true).utf8.count + 2,
      "element 1"
    ) {
      _ = try truth.integers()
    }
  }

  @Test("NumPy: an integer that 32 bits cannot hold is refused at its byte")
  func tooLarge() throws {
    let text = header("<u4", "(2,)")
    let array = try npy(text, [1, 0, 0, 0, 0, 0, 0, 0x80])
    expectMalformed(folder.path("a.npy"), at: 10 + text.utf8.count + 4, "element 1", "2147483648") {
      _ = try array.integers()
    }
    #expect(try array.floats() == [1, 0x1p31])
  }

  @Test("NumPy: wrong marks, versions, headers and counts are refused with file and byte")
  func damage() throws {
    let path = folder.path("a.npy")
    expectMalformed(path, at: 0, "NUMPY") {
      _ = try NumPyFile.read(path: folder.write([0x93, 0x4E, 0x55], "a.npy"))
    }
    expectMalformed(path, at: 6, "4.0") {
      _ = try npy(header("|u1", "(1,)"), [0], version: [4, 0])
    }
    expectMalformed(path, at: 8, "at most 65536 bytes", "4294967295") {
      _ = try npy(header("|u1", "(1,)"), [0], version: [2, 0], length: 0xFFFF_FFFF)
    }
    expectMalformed(path, at: 10, "the header of 60000 bytes") {
      _ = try npy(header("|u1", "(1,)"), [0], length: 60000)
    }
    for (shape, elements) in [
      ("(2,)", 1), ("(1,)", 2), ("(4294967296, 4294967296)", 1), ("(9223372036854775807,)", 1),
      ("(0, 4294967296, 4294967296)", 0),
    ] {
      expectMalformed(path, at: 10, "shape") {
        _ = try npy(header("|u1", shape), [UInt8](repeating: 0, count: elements))
      }
    }
    let wrong = [
      header("<c8", "(1,)"), header("|O", "(1,)"), header("|f4", "(1,)"), header("=f4", "(1,)"),
      header("|u1", "(-1,)"), header("|u1", "(9223372036854775808,)"), header("|u1", "1"),
      "{'descr': '|u1', 'fortran_order': False}", "{'descr': '|u1', 'descr': '|u1'}",
      "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", "", "{", "{'descr",
      header("|u1", "(1,)") + "x", "{'descr': '|u1', 'fortran_order': 0, 'shape': (1,)}",
    ]
    for text in wrong {
      let error = #expect(throws: DatasetError.self, "\(text)") { _ = try npy(text, [0]) }
      #expect(error?.code == .malformedFile)
      #expect(error?.offset.map { $0 >= 10 && $0 <= 10 + text.utf8.count } == true, "\(text)")
    }
  }

  @Test("NumPy: arrays become a dataset; other counts and numbers that do not fit are refused")
  func dataset() throws {
    let x = try npy(header("<i2", "(3, 2)"), [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
    let y = try npy(header("|u1", "(3,)"), [7, 8, 9])
    let dataset = try ArrayDataset<Float, Int32>(inputs: x, labels: y)
    #expect(dataset.inputs == [1, 2, 3, 4, 5, 6] && dataset.labels == [7, 8, 9])
    #expect(dataset.inputShape == [2])
    #expect(
      dataset.digest
        == InMemoryDataset(inputs: dataset.inputs, labels: [7, 8, 9], inputShape: [2]).digest)
    let targets = try ArrayDataset<Int32, Float>(inputs: y, labels: x)
    #expect(targets.labelShape == [2])
    #expect(try batches(of: targets)[1].labels == .float32([5, 6]))
    let shorter = try npy(header("|u1", "(2,)"), [7, 8])
    expectMalformed(folder.path("a.npy"), at: nil, "[3, 2]", "[2]") {
      _ = try ArrayDataset<Float, Int32>(inputs: x, labels: shorter)
    }
  }

  @Test(
    "NumPy: archives that NumPy wrote, stored and deflated, give the same numbers",
    .enabled(if: Python.hasH5py, "needs /usr/bin/python3 with NumPy"))
  func archives() throws {
    let result = try Python.run(
      """
      import sys, numpy as np
      a = {
          "x": np.arange(60, dtype=">f8").reshape(3, 20) / 8,
          "y": np.asfortranarray(np.arange(6, dtype="<i8").reshape(3, 2)),
          "half": np.array([1, 2.5, -0.0], dtype="<f2"), "empty": np.zeros((0, 4), dtype="i4")}
      np.savez(sys.argv[1] + "/stored.npz", **a)
      np.savez_compressed(sys.argv[1] + "/deflated.npz", **a)
      """, arguments: [folder.path("")])
    try #require(result.status == 0, "\(result.output)")
    for name in ["stored.npz", "deflated.npz"] {
      let archive = try NumPyArchive(path: folder.path(name))
      #expect(archive.names == ["x", "y", "half", "empty"])
      #expect(try archive.array("x").floats() == (0..<60).map { Float($0) / 8 })
      #expect(try archive.array("x").shape == [3, 20])
      #expect(try archive.array("y").integers() == [0, 1, 2, 3, 4, 5])
      #expect(
        try archive.array("half").floats().map(\.bitPattern) == [0x3F80_0000, 0x4020_0000, 1 << 31])
      #expect(try archive.array("empty").shape == [0, 4])
      expectMalformed(folder.path(name), at: nil, "an array 'z'") { _ = try archive.array("z") }
      let dataset = try ArrayDataset<Float, Float>(
        inputs: archive.array("x"), labels: archive.array("y"))
      #expect(dataset.count == 3 && dataset.labelShape == [2])
      try everyDamage(name)
    }
  }

  /// Cuts an archive short everywhere, and flips a bit of every tenth byte: an error, or no harm done.
  private func everyDamage(_ name: String) throws {
    let sound = try folder.read(name)
    let numbers = try read(sound)
    var refused = 0
    for count in stride(from: 0, to: sound.count, by: max(1, sound.count / 150)) {
      #expect(throws: DatasetError.self, "\(count) bytes") { try read(Array(sound.prefix(count))) }
    }
    for place in stride(from: 0, to: sound.count, by: max(1, sound.count / 300)) {
      var bytes = sound
      bytes[place] ^= 0x10
      do {
        // Fields that no reader needs, such as times, may say anything.
        #expect(try read(bytes) == numbers, "byte \(place)")
      } catch is DatasetError {
        refused += 1
      }
    }
    #expect(refused > 150)
  }

  private func read(_ bytes: [UInt8]) throws -> [[Float]] {
    let archive = try NumPyArchive(path: folder.write(bytes, "damaged.npz"))
    return try ["x", "y", "half", "empty"].map { try archive.array($0).floats() }
  }
}
