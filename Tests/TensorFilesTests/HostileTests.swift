import Foundation
import Testing

@testable import TensorFiles

@Suite("Hostile files") struct HostileTests {
  private static let refusals: [(file: String, kind: TensorFileError.Kind, words: String)] = [
    ("gguf/count.gguf", .malformed, "at byte 8: expected tensors inside"),
    ("npy/objects.npy", .unsafe, "Python objects, whose bytes ask for code to be run"),
    ("npy/shape.npy", .malformed, "the shape [4611686018427387904, 4]"),
    ("npz/bomb.npz", .malformed, "a.npy"),
    ("npz/sizes.npz", .malformed, "9223372036854775807 bytes that are not its own"),
    ("pytorch/doubling.pt", .tooLarge, "bytes of texts put together"),
    ("pytorch/endless.pt", .tooLarge, "elements that repeat"),
    ("pytorch/eval.pt", .unsafe, "the global builtins.eval, which could run code; nothing was run"),
    ("pytorch/itself.pt", .malformed, "a value that does not contain itself"),
    ("pytorch/outside.pt", .malformed, "elements inside the 1 of the storage 0"),
    ("pytorch/system.pt", .unsafe, "the global posix.system, which could run code"),
    ("safetensors/escape.safetensors.index.json", .malformed, "a file beside the index"),
    ("safetensors/header.safetensors", .malformed, "a header inside the 9 bytes"),
    ("safetensors/overlap.safetensors", .malformed, "bytes that another one has, too"),
    ("safetensors/twice.safetensors", .malformed, "an object with one twice"),
  ]

  @Test("every hostile file is refused in one line that says why", arguments: refusals)
  func refusal(file: String, kind: TensorFileError.Kind, words: String) throws {
    expectRefusal(kind, file, words) { try readAll(Fixture.path("../hostile/\(file)")) }
  }

  @Test("every hostile file is in the list above")
  func completeness() throws {
    let folder = Fixture.path("../hostile")
    let paths = try #require(FileManager.default.subpaths(atPath: folder))
    let files = paths.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    #expect(files.sorted() == Self.refusals.map(\.file))
  }

  private func readAll(_ path: String) throws {
    let file = try TensorFiles.open(path)
    for tensor in file.tensors { _ = try file.read(tensor) }
  }

  @Test("formats that other rooms read are recognized by their bytes and handed on")
  func elsewhere() throws {
    let folder = try TemporaryFolder()
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    var entry = ZIPRecord(name: "model.weights.h5", byteCount: 0, offset: 0)
    entry.checksum = 0
    let header = entry.localHeader
    let archive =
      header + entry.directoryEntry
      + ZIPRecord.end(of: header.count..<header.count + entry.directoryEntry.count, entryCount: 1)
    let cases: [([UInt8], TensorFileFormat)] = [
      (mark, .hdf5), (mark + Array("lockstep-checkpoint".utf8), .lockstep), (archive, .keras),
    ]
    for (bytes, format) in cases {
      let path = try folder.write(bytes, "file")
      #expect(try TensorFiles.format(of: path) == format)
      expectRefusal(.unsupported, "found \(format.rawValue)") { _ = try TensorFiles.open(path) }
    }
  }
}
