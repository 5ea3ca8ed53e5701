import CanonicalJSON
import NumericsContract
import Testing

@testable import TensorFiles

@Suite("NumPy files") struct NumPyFormatTests {
  @Test("a big-endian, column-major array is read row-major and little-endian, in any pieces")
  func columnMajor() throws {
    let file = try TensorFiles.open(Fixture.path("column-major.npy"))
    #expect(file.format == .npy)
    #expect(
      file.tensors == [
        StoredTensor(path: "array", type: .int32, shape: [2, 3, 4], byteCount: 96, offset: nil)
      ])
    #expect(try file.bytes(of: "array") == (0..<24).flatMap { bytes(Int32($0)) })
  }

  @Test("archives that NumPy wrote, stored and deflated, give the same arrays")
  func archives() throws {
    for name in ["stored.npz", "deflated.npz"] {
      let file = try TensorFiles.open(Fixture.path(name))
      #expect(file.format == .npz)
      #expect(file.tensors.map(\.path) == ["bias", "names", "step", "wave", "weight"])
      #expect(
        file.tensors.map(\.typeName) == ["float64", "<U2", "int64", "complex64", "float32"])
      #expect(file.tensors.map(\.type) == [.float64, nil, .int64, nil, .float32])
      #expect(file.tensors.map(\.shape) == [[3, 2], [2], [], [2], [2, 3]])
      #expect(try file.bytes(of: "weight") == bytes((0..<6).map { Float($0) }))
      #expect(try file.bytes(of: "bias") == (0..<6).flatMap { bytes(Double($0).bitPattern) })
      #expect(try file.bytes(of: "step") == bytes(Int64(7)))
      #expect(try file.bytes(of: "wave") == bytes([1, 2, -0.0, -3]))
      let weight = try #require(file.tensor("weight"))
      #expect((weight.offset != nil) == (name == "stored.npz"))
      if let offset = weight.offset {
        let whole = try Fixture.bytes(name)
        #expect(Array(whole[offset..<offset + 24]) == bytes((0..<6).map { Float($0) }))
      }
    }
  }

  @Test("an array of Python objects is refused, because its bytes are a program")
  func objects() {
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    let source = FileSource(
      bytes: NumPyHeader.mark + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [0x80],
      name: "a.npy")
    expectRefusal(.unsafe, "Python objects", "nothing was run") { _ = try NPYFile(source) }
  }

  @Test("a member that is read to its end has its checksum verified, whatever the pieces")
  func checksums() throws {
    for name in ["stored.npz", "deflated.npz"] {
      var whole = try Fixture.bytes(name)
      let sound = try TensorFiles.open(Fixture.path(name))
      let archive = try ZIPArchive(FileSource(bytes: whole, name: name))
      let entry = try #require(archive.entry("weight.npy"))
      // The checksum in the directory, 16 bytes after the start of the entry, in front of the sizes.
      let checksum = bytes(entry.checksum) + bytes(UInt32(entry.packedByteCount))
      let place = try #require(
        whole.indices.last { whole[$0...].starts(with: checksum) })
      whole[place] ^= 1
      let file = try TensorFiles.open(FileSource(bytes: whole, name: name))
      let weight = try #require(file.tensor("weight"))
      expectRefusal(.malformed, "weight.npy", "CRC-32") { _ = try file.read(weight) }
      #expect(try file.read(weight, 0..<8) == sound.read(weight, 0..<8))
      expectRefusal(.malformed, "CRC-32") {
        for start in stride(from: 0, to: 24, by: 4) { _ = try file.read(weight, start..<start + 4) }
      }
    }
  }

  @Test("members that share bytes, or unpack to more than they say, are refused")
  func bombs() throws {
    let sound = try Fixture.bytes("deflated.npz")
    let archive = try ZIPArchive(FileSource(bytes: sound, name: "a.npz"))
    let second = try #require(archive.entries.first { $0.offset > 0 })
    // The second entry's place, moved to where the first member is.
    let name = Array(second.name.utf8)
    let entry = try #require(
      sound.indices.last { sound[$0...].starts(with: bytes(UInt32(second.offset)) + name) })
    var moved = sound
    moved.replaceSubrange(entry..<entry + 4, with: bytes(UInt32(0)))
    expectRefusal(.malformed, "bytes that are not its own") {
      _ = try TensorFiles.open(FileSource(bytes: moved, name: "a.npz"))
    }
    // The unpacked size in the directory, made smaller by a number of the array.
    var shorter = sound
    shorter.replaceSubrange(entry - 18..<entry - 14, with: bytes(UInt32(second.byteCount - 8)))
    expectRefusal(.malformed) {
      let file = try TensorFiles.open(FileSource(bytes: shorter, name: "a.npz"))
      for tensor in file.tensors { _ = try file.read(tensor) }
    }
  }
}
