import CanonicalJSON
import Foundation
import NumericsContract
import PythonPeer
import TensorFiles
import Testing

@testable import ForeignHDF5

@Suite(.enabled(if: Python.hasH5py, "needs /usr/bin/python3 with h5py")) struct ReadingTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A file that h5py writes, open as `f`.
  private func file(_ script: String, _ name: String = "file.h5") throws -> String {
    let path = folder.path(name)
    let body = script.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let result = try Python.run(
      "import sys, numpy as np, h5py\nwith h5py.File(sys.argv[1], 'w') as f:\n\(body)",
      arguments: [path])
    try #require(result.status == 0, "\(result.output)")
    return path
  }

  @Test("HDF5: tensors of every type come through a child as they were written")
  func everyType() throws {
    let path = try file(
      """
      for t in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
          a = np.arange(60).reshape(3, 4, 5).astype("<" + t)
          f["plain/" + t] = a
          f["swapped/" + t] = a.astype(">" + t)
          f.create_dataset("packed/" + t, data=a, compression="gzip", shuffle=True, chunks=(2, 3, 2))
      f["truth"] = np.array([True, False])
      f["scalar"] = np.float32(-0.0)
      f["none"] = np.zeros((0, 3), "<f4")
      """)
    let opened = try Reader.open(path)
    #expect(opened.format == .hdf5 && opened.path == path)
    #expect(opened.byteCount == (try Data(contentsOf: URL(filePath: path)).count))
    #expect(opened.tensors.count == 3 * 11 + 3)
    #expect(opened.tensors.map(\.path) == opened.tensors.map(\.path).sorted())
    for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"] {
      let plain = try #require(opened.tensor("/plain/\(name)"))
      let bytes = try opened.read(plain, 0..<plain.byteCount)
      #expect(plain.offset != nil && plain.shape == [3, 4, 5])
      #expect(bytes.count == 60 * (plain.type?.byteCount ?? 0) && Set(bytes).count > 10)
      for other in ["/swapped/\(name)", "/packed/\(name)"] {
        let tensor = try #require(opened.tensor(other))
        #expect(tensor.type == plain.type && tensor.shape == plain.shape)
        #expect(tensor.offset == nil || name.hasSuffix("1") && other.hasPrefix("/swapped"))
        #expect(try opened.read(tensor, 0..<tensor.byteCount) == bytes, "\(other)")
        // Also from the middle of an element on.
        #expect(
          try opened.read(tensor, 7..<tensor.byteCount - 5) == Array(bytes[7..<bytes.count - 5]))
      }
    }
    let truth = try #require(opened.tensor("/truth"))
    #expect(truth.type == .bool)
    #expect(try opened.read(truth, 0..<2) == [1, 0])
    let scalar = try #require(opened.tensor("/scalar"))
    #expect(scalar.shape == [])
    #expect(try opened.read(scalar, 0..<4) == [0, 0, 0, 0x80])
    let none = try #require(opened.tensor("/none"))
    #expect(none.shape == [0, 3] && none.byteCount == 0)
    #expect(try opened.read(none, 0..<0) == [])
  }

  @Test("HDF5: a tensor larger than one answer of the child arrives whole")
  func pieces() throws {
    let path = try file(
      """
      a = np.arange(3000 * 1500, dtype="<u4").reshape(3000, 1500)
      f.create_dataset("packed", data=a, compression="gzip", compression_opts=1, shuffle=True)
      f["plain"] = a
      """)
    let opened = try Reader.open(path)
    let (packed, plain) = (opened.tensors[0], opened.tensors[1])
    #expect(packed.byteCount > 2 * ReaderMessage.pieceByteLimit)
    #expect(
      try opened.read(packed, 0..<packed.byteCount) == opened.read(plain, 0..<plain.byteCount))
  }

  @Test("HDF5: what holds no numbers, and other ways to the same, is left out by name")
  func leftOut() throws {
    let path = try file(
      """
      f["g/x"] = np.arange(3)
      f["g/loop"] = f["/"]
      f["same"] = f["g"]
      f["soft"] = h5py.SoftLink("/nowhere")
      f["text"] = "words"
      f["complex"] = np.array([1j])
      f["type"] = np.dtype("f8")
      f["null"] = h5py.Empty("f4")
      f.attrs["note"] = "hello"
      f.attrs["long"] = b"x" * 5000
      f.attrs["many"] = np.arange(200)
      f.attrs["wide"] = 1 << 60
      f.attrs["odd"] = np.nan
      """)
    let opened = try Reader.open(path)
    #expect(opened.tensors.map(\.path) == ["/g/x"])
    let metadata = opened.metadata
    #expect(metadata["leftOutCount"]?.integer == 7)
    let left = metadata["leftOut"]?.array?.map {
      "\($0["path"]?.string ?? ""): \($0["reason"]?.string ?? "")"
    }
    #expect(
      left == [
        "/complex: a compound type of 16 bytes", "/g/loop: another name of /",
        "/null: a dataset without a shape", "/same: another name of /g", "/soft: a soft link",
        "/text: a string of 8 bytes", "/type: a named type",
      ])
    let attributes = metadata["attributes"]?["/"]
    #expect(attributes?["note"]?.string == "hello")
    #expect(attributes?["long"]?.string?.hasPrefix("(a text of 5000 bytes) xxx") == true)
    #expect(attributes?["many"]?.array?.count == 101)
    #expect(attributes?["wide"]?.string == "1152921504606846976")
    #expect(attributes?["odd"]?.string == "nan")
  }

  @Test(
    "HDF5: files that lead elsewhere, or claim more than they have, are refused by name",
    arguments: [
      ("f['external'] = h5py.ExternalLink('other.h5', '/x')", "/external", "another file"),
      (
        "f.create_dataset('out', shape=(3,), dtype='i4', external=[('raw.bin', 0, 12)])", "/out",
        "in other files"
      ),
      (
        "l = h5py.VirtualLayout((3,), 'f4'); l[:] = h5py.VirtualSource('a.h5', 'x', (3,)); "
          + "f.create_virtual_dataset('v', l)", "/v", "virtual"
      ),
      ("f.create_dataset('z', data=np.arange(999), compression='lzf')", "/z", "filter 32000 (lzf)"),
      ("f.create_dataset('vast', (1 << 40,), 'f4', chunks=(1024,))", "/vast", "0 bytes"),
      (
        "g = f\nfor i in range(70): g = g.create_group('g')", "/g/g", "more"
      ),
    ])
  func refusals(script: String, place: String, found: String) throws {
    let path = try file(script)
    let error = #expect(throws: TensorFileError.self) { try Reader.open(path) }
    #expect(error?.kind == .unsupported && error?.file == path)
    #expect(error?.place?.hasPrefix(place) == true, "\(error?.description ?? "")")
    #expect(error?.found.contains(found) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test("HDF5: a file of Keras 2 is told by its attributes, with the model in a few words")
  func keras2() throws {
    let path = try file(
      """
      import json
      f.attrs["keras_version"] = "2.15.0"
      f.attrs["backend"] = "tensorflow"
      layers = [{"class_name": "Dense", "config": {"name": "dense", "units": 3}}]
      f.attrs["model_config"] = json.dumps(
          {"class_name": "Sequential", "config": {"name": "digits", "layers": layers}})
      f.attrs["training_config"] = json.dumps({"optimizer_config": {"class_name": "Adam"}})
      g = f.create_group("model_weights")
      g.attrs["layer_names"] = [b"dense"]
      d = g.create_group("dense")
      d.attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
      d["dense/kernel:0"] = np.ones((2, 3), "<f4")
      d["dense/bias:0"] = np.zeros(3, "<f4")
      """)
    let opened = try Reader.open(path)
    #expect(opened.format == .keras)
    #expect(
      opened.tensors.map(\.path) == [
        "/model_weights/dense/dense/bias:0", "/model_weights/dense/dense/kernel:0",
      ])
    let keras = try #require(opened.metadata["keras"])
    #expect(keras["version"]?.string == "2.15.0" && keras["backend"]?.string == "tensorflow")
    #expect(keras["model"]?["class"]?.string == "Sequential")
    #expect(keras["model"]?["name"]?.string == "digits")
    #expect(keras["model"]?["layers"]?[0]?["name"]?.string == "dense")
    #expect(keras["optimizer"]?.string == "Adam")
    #expect(keras["layerNames"]?.array?.compactMap(\.string) == ["dense"])
  }

  @Test("HDF5: weights alone are Keras's by layer_names, or by variables as Keras 3 counts them")
  func kerasWeights() throws {
    let old = try file("f.attrs['layer_names'] = [b'a']\nf['a/a/kernel:0'] = np.ones(2)", "old.h5")
    #expect(try Reader.open(old).format == .keras)
    let new = try file(
      "f['layers/dense/vars/0'] = np.ones(2)\nf['optimizer/vars/10'] = np.ones(2)", "new.h5")
    let opened = try Reader.open(new)
    #expect(opened.format == .keras)
    #expect(opened.metadata["keras"]?["layout"]?.string == "weights.h5 of Keras 3")
    let plain = try file("f['layers/dense/vars/x'] = np.ones(2)", "plain.h5")
    #expect(try Reader.open(plain).format == .hdf5)
  }
}
