import CanonicalJSON
import Foundation
import NumericsContract
import PythonPeer
import Testing

@testable import TensorFiles

/// What people keep beside tensors, pickled by Python and NumPy themselves.
@Suite("Pickled by Python", .enabled(if: Python.hasH5py)) struct PickledByPythonTests {
  /// The metadata of a file in which Python has pickled a value, in one version of pickles.
  private func metadata(_ value: String, version: Int) throws -> JSONValue {
    let folder = try TemporaryFolder()
    let path = folder.path("a.pt")
    let script = """
      import argparse, collections, pathlib, pickle, sys, types, zipfile
      import numpy as np
      with zipfile.ZipFile(sys.argv[1], "w") as file:
          file.writestr("archive/data.pkl", pickle.dumps(\(value), protocol=int(sys.argv[2])))
          file.writestr("archive/version", "3\\n")
      """
    let run = try Python.run(script, arguments: [path, "\(version)"])
    try #require(run.status == 0, "\(run.output)")
    return try TensorFiles.open(path).metadata
  }

  static let cases: [(String, JSONValue)] = [
    (
      "{'a': np.float64(1e-3), 'b': np.float32(2.5), 'c': np.float16(-0.5)}",
      ["a": 0.001, "b": 2.5, "c": -0.5]
    ),
    (
      "{'a': np.int64(-3), 'b': np.int8(-128), 'c': np.uint16(65535), 'd': np.bool_(True)}",
      ["a": -3, "b": -128, "c": 65535, "d": true]
    ),
    (
      "{'a': np.uint64(2**64 - 1), 'b': np.dtype('>f4').type(1), 'c': np.dtype('i4')}",
      ["a": "0x00ffffffffffffffff", "b": 1, "c": "int32"]
    ),
    ("{'a': np.frombuffer(b'\\x3f\\x80\\x00\\x00', '>f4')[0]}", ["a": 1]),
    (
      "argparse.Namespace(width=3, inner=types.SimpleNamespace(rate=0.5), none=None)",
      ["width": 3, "inner": ["rate": 0.5], "none": .null]
    ),
    ("collections.defaultdict(int, {'a': 1})", ["a": 1]),
    (
      "{'d': collections.defaultdict(list, {'b': [2]}), 't': [int, float, list]}",
      ["d": ["b": [2]], "t": ["int", "float", "list"]]
    ),
    (
      "{'q': collections.deque([1, 2], 5), 'c': collections.Counter('aab')}",
      ["q": [1, 2], "c": ["a": 2, "b": 1]]
    ),
    (
      "{'p': pathlib.PosixPath('/tmp/run'), 'r': pathlib.PosixPath('run/a')}",
      ["p": "/tmp/run", "r": "run/a"]
    ),
  ]

  @Test("numbers of NumPy, namespaces and other plain data are read", arguments: 0..<9, [2, 4])
  func plainData(number: Int, version: Int) throws {
    let (value, expected) = Self.cases[number]
    let found = try metadata(value, version: version)
    #expect(found == expected, "\(value): \(found)")
  }

  @Test("an array of NumPy among plain data is told by type, shape and digest", arguments: [2, 4])
  func arrays(version: Int) throws {
    let found = try metadata(
      "{'a': np.arange(6, dtype=np.float32).reshape(2, 3), 'e': np.zeros((0, 2), np.int16)}",
      version: version)
    let digest = SHA256Digest.digest(of: bytes([0, 1, 2, 3, 4, 5] as [Float]))
    #expect(
      found == [
        "a": ["sha256": .string("\(digest)"), "shape": [2, 3], "type": "float32"],
        "e": [
          "sha256": .string("\(SHA256Digest.digest(of: []))"), "shape": [0, 2], "type": "int16",
        ],
      ], "\(found)")
    expectRefusal(.unsupported, "an array of NumPy with a shape, plain numbers and bytes") {
      _ = try self.metadata("{'o': np.array([{}, None])}", version: version) as JSONValue
    }
  }

  @Test("a namespace that contains itself is refused, and one without attributes is empty")
  func circles() throws {
    #expect(try metadata("{'n': argparse.Namespace()}", version: 2) == ["n": [:]])
    expectRefusal(.malformed, "a value that does not contain itself") {
      _ = try self.metadata(
        "(lambda n: (setattr(n, 'n', n), n)[1])(argparse.Namespace())", version: 2)
    }
  }
}
