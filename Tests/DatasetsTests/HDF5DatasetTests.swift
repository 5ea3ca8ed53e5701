import Datasets
import HDF5
import PythonPeer
import Testing

@Suite(.enabled(if: Python.hasH5py, "needs /usr/bin/python3 with h5py")) struct HDF5DatasetTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("data.h5")
    let result = try Python.run(
      """
      import sys, numpy as np, h5py
      with h5py.File(sys.argv[1] + "/other.h5", "w") as f: f["x"] = np.arange(3)
      with h5py.File(sys.argv[1] + "/data.h5", "w") as f:
          f["deep/er/x"] = np.arange(12, dtype=">f8").reshape(3, 2, 2) / 4
          f.create_dataset("packed", data=np.arange(3000, dtype="<i2").reshape(3, 1000),
              compression="gzip", shuffle=True)
          f["y"] = np.array([5, 6, 7], dtype="u1")
          f["truth"] = np.array([True, False, True])
          f["half"] = np.array([0.5, 1, 2], dtype="<f2")
          f["large"] = np.array([1, 2, 1 << 40])
          f["two"] = np.array([1, 2])
          f["text"] = "words"
          f["complex"] = np.array([1j])
          f.create_dataset("vast", shape=(1 << 40,), chunks=(1 << 10,), dtype="f4")
          f.create_dataset("nothing", shape=(0, 1 << 40, 1 << 40), chunks=(1, 1, 1), dtype="f4",
              maxshape=(None, 1 << 40, 1 << 40))
          f["soft"] = h5py.SoftLink("/y")
          f["external"] = h5py.ExternalLink("other.h5", "/x")
          f.create_dataset("outside", shape=(3,), dtype="i4", external=[("raw.bin", 0, 12)])
      """, arguments: [folder.path("")])
    try #require(result.status == 0, "\(result.output)")
  }

  @Test("HDF5: plain and packed numbers of any order of bytes become a dataset")
  func content() throws {
    let data: ArrayDataset<Float, Int32> = try HDF5Dataset.load(
      path: path, inputs: "deep/er/x", labels: "/y")
    #expect(data.inputs == (0..<12).map { Float($0) / 4 } && data.labels == [5, 6, 7])
    #expect(data.inputShape == [2, 2] && data.labelShape == [])
    #expect(
      data.digest
        == InMemoryDataset(inputs: data.inputs, labels: [5, 6, 7], inputShape: [2, 2]).digest)
    #expect(try batches(of: data)[1].labels == .int32([7]))
    let packed: ArrayDataset<Int32, Float> = try HDF5Dataset.load(
      path: path, inputs: "packed", labels: "half")
    #expect(packed.inputs == (0..<3000).map { Int32($0) } && packed.labels == [0.5, 1, 2])
    #expect(try HDF5Dataset.array(path: path, dataset: "truth").integers() == [1, 0, 1])
  }

  @Test("HDF5: what is missing, elsewhere, no number, or claims more than there is, is refused")
  func refusals() throws {
    for (name, word) in [
      ("none", "no hard link /none"), ("deep/none", "no hard link /deep/none"),
      ("soft", "no hard link"), ("external", "no hard link"), ("outside", "in other files"),
      ("text", "a string"), ("complex", "a compound type"), ("vast", "0 bytes"),
      ("nothing", "0 bytes"),
      ("deep", "not a dataset"), ("", "empty string"),
    ] {
      let error = #expect(throws: DatasetError.self) {
        try HDF5Dataset.array(path: path, dataset: name)
      }
      #expect(error?.code == .malformedFile && error?.file == path)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
    expectMalformed("\(path)/large", at: nil, "element 2", "1099511627776") {
      _ = try HDF5Dataset.array(path: path, dataset: "large").integers()
    }
    expectMalformed("\(path)/two", at: nil, "[3]", "[2]") {
      let _: InMemoryDataset = try HDF5Dataset.load(path: path, inputs: "y", labels: "two")
    }
  }

  @Test("HDF5: a missing and a cut file are errors with the file's name")
  func damage() throws {
    let cut = try folder.write(Array(folder.read("data.h5").prefix(3000)), "cut.h5")
    let empty = try folder.write([], "empty.h5")
    for path in [folder.path("missing.h5"), cut, empty] {
      let error = #expect(throws: DatasetError.self) {
        try HDF5Dataset.array(path: path, dataset: "y")
      }
      #expect(error?.description.contains(path) == true && error?.file == path)
    }
  }
}
