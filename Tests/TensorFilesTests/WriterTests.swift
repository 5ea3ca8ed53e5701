import CanonicalJSON
import Foundation
import NumericsContract
import PythonPeer
import Testing

@testable import TensorFiles

@Suite("Writing of foreign files") struct WriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func outputs(of file: any TensorFile) -> [OutputTensor] {
    file.tensors.reversed().map { OutputTensor($0, of: file) }
  }

  private func expectSame(
    _ a: any TensorFile, _ b: any TensorFile, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(a.tensors.map(\.path) == b.tensors.map(\.path), sourceLocation: sourceLocation)
    for (left, right) in zip(a.tensors, b.tensors) {
      #expect(left.typeName == right.typeName && left.shape == right.shape, "\(left.path)")
      #expect(try a.read(left) == b.read(right), "\(left.path)", sourceLocation: sourceLocation)
    }
  }

  @Test("safetensors: what is written is what safetensors' own writer writes, byte for byte")
  func safetensors() throws {
    let names =
      ["small.safetensors"] + (1...2).map { "sharded/model-0000\($0)-of-00002.safetensors" }
    for name in names {
      let file = try TensorFiles.open(Fixture.path(name))
      let texts = file.metadata.object?.members.compactMap { member in
        member.value.string.map { (member.name, $0) }
      }
      let path = folder.path("out.safetensors")
      try SafetensorsWriter.write(outputs(of: file), metadata: try #require(texts), to: path)
      #expect(try folder.read("out.safetensors") == Fixture.bytes(name), "\(name)")
    }
  }

  @Test("safetensors: tensors of every format can be written, also views and compressed ones")
  func conversion() throws {
    for name in ["nested.pt", "lightning.ckpt", "column-major.npy"] {
      let file = try TensorFiles.open(Fixture.path(name))
      let path = folder.path("out.safetensors")
      try SafetensorsWriter.write(outputs(of: file), metadata: [("a\"\n", "ü\u{1}")], to: path)
      let written = try TensorFiles.open(path)
      #expect(written.metadata == ["a\"\n": "ü\u{1}"])
      try expectSame(file, written)
    }
  }

  @Test("npz: arrays come back, equal arrays give equal bytes, and NumPy reads them")
  func npz() throws {
    let file = try TensorFiles.open(Fixture.path("small.safetensors"))
    let path = folder.path("out.npz")
    try NPZWriter.write(outputs(of: file), to: path)
    let written = try TensorFiles.open(path)
    #expect(written.format == .npz)
    try expectSame(file, written)
    try NPZWriter.write(outputs(of: written).reversed(), to: folder.path("again.npz"))
    #expect(try folder.read("out.npz") == folder.read("again.npz"))
    guard Python.hasH5py else { return }
    let outcome = try Python.run(
      """
      import sys, numpy, zipfile
      assert zipfile.ZipFile(sys.argv[1]).testzip() is None
      data = numpy.load(sys.argv[1])
      print(sorted(data), data["layers.0.weight"].tolist(), data["counts"], data["empty"].shape)
      """, arguments: [path])
    #expect(
      outcome.output == """
        ['counts', 'empty', 'flags', 'größe', 'layers.0.bias', 'layers.0.weight', 'scalar'] \
        [[0.0, 0.125, 0.25, 0.375], [0.5, 0.625, 0.75, 0.875], [1.0, 1.125, 1.25, 1.375]] \
        [           -1 1099511627776] (0, 5)

        """)
  }

  @Test("what the format cannot hold is refused, and what was there stays")
  func refusals() throws {
    let kept = try folder.write([1, 2, 3], "kept")
    func tensor(_ name: String, _ type: String) -> OutputTensor {
      OutputTensor(
        StoredTensor(
          path: name, typeName: type, type: ElementType(rawValue: type), shape: [2], byteCount: 4,
          offset: nil), named: name
      ) { [UInt8](repeating: 7, count: $0.count) }
    }
    expectRefusal(.unwritable, "a: ", "bfloat16", "safetensors file instead") {
      try NPZWriter.write([tensor("a", "bfloat16")], to: kept)
    }
    expectRefusal(.unwritable, "a: ", "q4_K") {
      try SafetensorsWriter.write([tensor("a", "q4_K")], to: kept)
    }
    expectRefusal(.unwritable, "__metadata__") {
      try SafetensorsWriter.write([tensor("__metadata__", "int16")], to: kept)
    }
    for write in [SafetensorsWriter.write, { (t, _, p) in try NPZWriter.write(t, to: p) }]
      as [([OutputTensor], [(String, String)], String) throws -> Void]
    {
      expectRefusal(.unwritable, "one tensor of that name") {
        try write([tensor("a", "int16"), tensor("a", "int16")], [], kept)
      }
      // Reading fails half way.
      let failing = OutputTensor(tensor("b", "int16").tensor, named: "b") {
        (_) throws(TensorFileError) in throw .malformed("b", expected: "bytes", found: "none")
      }
      expectRefusal(.malformed, "b: expected bytes") {
        try write([tensor("a", "int16"), failing], [], kept)
      }
      expectRefusal(.unwritable, "open failed") {
        try write([tensor("a", "int16")], [], folder.path("none/a"))
      }
    }
    #expect(try folder.read("kept") == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["kept"])
  }
}
