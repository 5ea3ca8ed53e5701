import CanonicalHDF5
import Foundation
import Testing

@Suite struct FileSourceTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "canonical-hdf5-\(UUID().uuidString)")

  private func withFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body()
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The code of the error of opening and parsing the file.
  private func code(_ name: String) -> CanonicalHDF5Error.Code? {
    do {
      _ = try CanonicalFile(parsing: try FileByteSource(path: path(name)))
      return nil
    } catch {
      return error.code
    }
  }

  @Test("HDF-015: every kind of wrong path or file has an error of its own")
  func wrongFiles() throws {
    try withFolder {
      let sample = try SampleFile.small()
      try Data().write(to: folder.appending(path: "empty"))
      try Data("PK\u{3}\u{4} not HDF5 at all".utf8).write(to: folder.appending(path: "zip"))
      try Data(sample.prefix(20)).write(to: folder.appending(path: "start"))
      try Data(sample.dropLast()).write(to: folder.appending(path: "cut"))
      try Data(sample + [0]).write(to: folder.appending(path: "long"))
      #expect(code("missing") == .fileMissing)
      #expect(code("empty/below") == .fileMissing)
      #expect(code("a\0b") == .fileMissing)
      #expect(code(".") == .notRegularFile)
      #expect(code("empty") == .emptyFile)
      #expect(code("zip") == .notHDF5)
      #expect(code("start") == .truncated)
      #expect(code("cut") == .truncated)
      #expect(code("long") == .trailingBytes)
    }
  }

  @Test("HDF-015: a pipe is refused without waiting for a writer")
  func pipe() throws {
    try withFolder {
      try #require(unsafe mkfifo(path("pipe"), 0o600) == 0)
      #expect(code("pipe") == .notRegularFile)
    }
  }

  @Test("HDF-015: a file is read through its hard and symbolic links, with the same result")
  func links() throws {
    try withFolder {
      let sample = try SampleFile.small()
      try Data(sample).write(to: folder.appending(path: "step.h5"))
      let manager = FileManager.default
      try manager.linkItem(atPath: path("step.h5"), toPath: path("last.h5"))
      try manager.createSymbolicLink(atPath: path("link.h5"), withDestinationPath: "step.h5")
      let expected = try CanonicalFile(parsing: MemoryByteSource(sample))
      for name in ["step.h5", "last.h5", "link.h5"] {
        let file = try CanonicalFile(parsing: try FileByteSource(path: path(name)))
        #expect(file.datasets == expected.datasets)
        #expect(file.attributes == expected.attributes)
        #expect(file.metadata == expected.metadata)
      }
    }
  }

  @Test("HDF-015: a file that shrinks while it is open gives an error")
  func shrinkingFile() throws {
    try withFolder {
      let url = folder.appending(path: "file.h5")
      try Data(try SampleFile.small()).write(to: url)
      let source = try FileByteSource(path: url.path)
      #expect(try source.read(at: source.byteCount - 1, count: 1).count == 1)
      let handle = try FileHandle(forWritingTo: url)
      try handle.truncate(atOffset: 100)
      try handle.close()
      #expect(refusal(of: source) == .unreadable)
    }
  }

  @Test(
    "HDF-015: reading outside the file is an error",
    arguments: [(-1, 1), (0, -1), (0, 101), (100, 1), (.max, 1), (1, .max), (.max, .max)])
  func outside(offset: Int, count: Int) throws {
    let source = MemoryByteSource([UInt8](repeating: 1, count: 100))
    #expect {
      try source.read(at: offset, count: count)
    } throws: { ($0 as? CanonicalHDF5Error)?.code == .outOfBounds }
    #expect(try source.read(at: 100, count: 0).isEmpty)
  }
}
