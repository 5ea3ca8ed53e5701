import NumericsContract
import PythonPeer
import Testing

@testable import HDF5

@Suite(.enabled(if: Python.hasH5py, "needs /usr/bin/python3 with h5py")) struct StoredFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("file.h5")
    let result = try Python.run(
      """
      import sys, numpy as np, h5py
      with h5py.File(sys.argv[1], "w") as f:
          f["deep/er/big"] = np.arange(12).reshape(3, 2, 2).astype(">f8")
          f["deep/plain"] = np.arange(6, dtype="<i4").reshape(2, 3)
          f.create_dataset("packed", data=np.arange(600, dtype="<u2").reshape(5, 4, 30),
              compression="gzip", shuffle=True, fletcher32=True, chunks=(2, 3, 7))
          f["text"] = "words"
          f["soft"] = h5py.SoftLink("/deep")
          f["zzz"] = f["deep"]
          f["deep/loop"] = f["/"]
          f.attrs["integers"] = np.array([1, -2], dtype=">i2")
          f.attrs["number"] = 0.5
          f.attrs["flag"] = True
          f.attrs["text"] = "später"
          f.attrs["texts"] = [b"a", b"bc"]
          f.attrs["table"] = np.zeros((2, 2))
      """, arguments: [path])
    try #require(result.status == 0, "\(result.output)")
  }

  @Test("HDF5: a file lists its datasets once, says what it leaves out, and its attributes")
  func contents() throws {
    let contents = try StoredFile(path: path).contents()
    #expect(contents.datasets.map(\.path) == ["/deep/er/big", "/deep/plain", "/packed"])
    #expect(contents.datasets.map(\.type) == [.float64, .int32, .uint16])
    #expect(contents.datasets.map(\.shape) == [[3, 2, 2], [2, 3], [5, 4, 30]])
    #expect(contents.datasets.map { $0.offset != nil } == [false, true, false])
    #expect(
      contents.leftOut.map { "\($0.path): \($0.reason)" } == [
        "/deep/loop: another name of /", "/soft: a soft link", "/text: a string of 8 bytes",
        "/zzz: another name of /deep",
      ])
    #expect(contents.attributes.allSatisfy { $0.group == "/" })
    #expect(
      contents.attributes.map(\.name) == ["flag", "integers", "number", "table", "text", "texts"])
    #expect(
      contents.attributes.map(\.value) == [
        .flags([true]), .integers([1, -2]), .numbers([0.5]), .leftOut("no value, or a table"),
        .texts(["später"]), .texts(["a", "bc"]),
      ])
    #expect(contents.attributes.map(\.isList) == [false, true, false, false, false, true])
  }

  @Test("HDF5: ranges of elements are those of the whole, in order and little-endian")
  func ranges() throws {
    let file = try StoredFile(path: path)
    let big = try file.read("/deep/er/big", elements: 0..<12)
    let doubles = (0..<12).flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: Double(number).bitPattern >> (8 * UInt64($0))) }
    }
    #expect(big == doubles)
    #expect(try file.read("/deep/er/big", elements: 5..<9) == Array(doubles[40..<72]))
    let packed = (0..<600).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    for range in [0..<600, 0..<1, 599..<600, 29..<31, 100..<500, 17..<17] {
      #expect(
        try file.read("/packed", elements: range)
          == Array(packed[2 * range.lowerBound..<2 * range.upperBound]))
    }
    let plain = try #require(try file.contents().datasets.first { $0.path == "/deep/plain" })
    let offset = try #require(plain.offset)
    #expect(
      Array(try folder.read("file.h5")[offset..<offset + plain.byteCount])
        == (try file.read("/deep/plain", elements: 0..<6)))
  }
}
