import CanonicalJSON
import Foundation
import NumericsContract
import TensorFiles
import Testing

@testable import ForeignHDF5

/// Files that are kept, so that nothing has to be there to write them.
@Suite struct FixtureTests {
  private static func open(
    _ name: String, program: String = Reader.program
  ) throws -> HDF5TensorFile {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try Reader.open(
      package.appending(path: "Fixtures/foreign/\(name)").path, program: program)
  }

  private func listing(_ file: HDF5TensorFile) -> [String] {
    file.tensors.map { "\($0.path) \($0.typeName) \($0.shape) \($0.byteCount)" }
  }

  /// The numbers 0, 1, 2 … 99, 0 … as little-endian elements.
  private func numbers<Number: BinaryFloatingPoint>(_ count: Int, as: Number.Type) -> [UInt8] {
    (0..<count).map { Number($0 % 100) }.withUnsafeBytes { Array($0) }
  }

  @Test("HDF5: a file of h5py is listed and read, packed or not, whatever the order of bytes")
  func plain() throws {
    let file = try Self.open("plain.h5")
    #expect(file.format == .hdf5)
    #expect(
      listing(file) == [
        "/again/big float64 [2, 3, 2] 96", "/again/little float32 [3, 4] 48",
        "/again/packed int16 [10, 30] 600", "/half float16 [5] 10", "/scalar float32 [] 4",
        "/truth bool [3] 3",
      ])
    #expect(file.tensors.map { $0.offset != nil } == [false, true, false, true, true, true])
    let bytes = try file.tensors.map { try file.read($0) }
    #expect(bytes[0] == numbers(12, as: Double.self))
    #expect(bytes[1] == numbers(12, as: Float.self))
    #expect(bytes[2] == (0..<300).flatMap { [UInt8($0 % 100), 0] })
    #expect(bytes[4] == [0, 0, 0, 0xbf])
    #expect(bytes[5] == [1, 0, 1])
    let left = file.metadata["leftOut"]?.array?.compactMap { $0["path"]?.string }
    #expect(left == ["/group", "/soft", "/text"])
    #expect(file.metadata["attributes"]?["/"]?["count"]?.integer == 3)
  }

  @Test("HDF5: ckpt is a program that reads for another", .enabled(if: Reader.command != nil))
  func command() throws {
    let program = try #require(Reader.command)
    let file = try Self.open("plain.h5", program: program)
    let other = try Self.open("plain.h5")
    #expect(file.tensors == other.tensors && file.metadata == other.metadata)
    for tensor in file.tensors { #expect(try file.read(tensor) == other.read(tensor)) }
  }

  @Test(
    "HDF5: one of six files was refused as a crash of libhdf5, which threads of ckpt's own had",
    .enabled(if: Reader.command != nil))
  func manyTimes() throws {
    let program = try #require(Reader.command)
    for _ in 0..<50 { #expect(try Self.open("plain.h5", program: program).tensors.count == 6) }
  }

  @Test("HDF5: a model of Keras 2 has its weights under their names")
  func keras2() throws {
    let file = try Self.open("keras-2.h5")
    #expect(file.format == .keras)
    #expect(
      listing(file) == [
        "/model_weights/one/one/bias:0 float32 [3] 12",
        "/model_weights/one/one/kernel:0 float32 [4, 3] 48",
        "/model_weights/two/two/bias:0 float32 [3] 12",
        "/model_weights/two/two/kernel:0 float32 [4, 3] 48",
      ])
    #expect(try file.read(file.tensors[1]) == numbers(12, as: Float.self))
    #expect(
      try CanonicalJSON.text(file.metadata["keras"] ?? .null)
        == #"{"backend":"tensorflow","layerNames":["one","two"],"layout":"HDF5 of Keras","#
        + #""model":{"class":"Sequential","layerCount":2,"layers":[{"class":"Dense","name":"one"},"#
        + #"{"class":"Dense","name":"two"}],"name":"digits"},"optimizer":"Adam","version":"2.15.0"}"#
    )
  }

  @Test("HDF5: weights of Keras 3 have their variables by number")
  func keras3() throws {
    let file = try Self.open("keras-3.weights.h5")
    #expect(file.format == .keras)
    #expect(
      listing(file) == [
        "/layers/dense/vars/0 float32 [4, 3] 48", "/layers/dense/vars/1 float32 [3] 12",
        "/optimizer/vars/0 int64 [] 8",
      ])
    #expect(try file.read(file.tensors[2]) == [7, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("HDF5: a file that ends early is refused with libhdf5's reason, wherever it ends")
  func cut() throws {
    let folder = try ScratchFolder()
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let whole = [UInt8](
      try Data(contentsOf: package.appending(path: "Fixtures/foreign/plain.h5")))
    for count in [0, 7, 8, 90, 1000, 5000, whole.count - 1] {
      let path = try folder.write(Array(whole.prefix(count)), "cut.h5")
      let error = #expect(throws: TensorFileError.self) { try Reader.open(path) }
      #expect(error?.kind == .malformed && error?.description.contains("\n") == false)
      #expect(error?.found.contains("crash") == false)
    }
  }
}
