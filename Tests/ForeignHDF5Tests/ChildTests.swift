import Foundation
import Glibc
import PythonPeer
import TensorFiles
import Testing

@testable import ForeignHDF5

/// The parent believes nothing that a child says, and outlives whatever happens to it.
@Suite struct ChildTests {
  private let folder: ScratchFolder
  /// Any file: these children do not read it.
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = try folder.write([1, 2, 3, 4, 5, 6, 7, 8], "file.h5")
  }

  private func problem(
    _ child: String, patience: Int32 = 120_000
  ) throws -> TensorFileError {
    let error = #expect(throws: TensorFileError.self) {
      _ = try Reader.open(path, shell: child, patience: patience)
    }
    let found = try #require(error)
    #expect(found.file == path && !found.description.contains("\n"))
    return found
  }

  /// A child that answers a request with these bytes.
  private func answering(_ bytes: [UInt8]) throws -> TensorFileError {
    let reply = try folder.write(bytes, "reply")
    return try problem("head -c 25 <&0 >/dev/null; cat '\(reply)' >&0")
  }

  private func reply(_ kind: UInt8, _ text: String) -> [UInt8] {
    ReaderMessage.head(.result, byteCount: text.utf8.count).enumerated()
      .map { $0 == 0 ? kind : $1 } + Array(text.utf8)
  }

  @Test(
    "HDF5: a child that crashes, is killed or leaves is an error of one line",
    arguments: [
      ("kill -SEGV $$", "signal 11"), ("kill -ABRT $$", "signal 6"), ("kill -KILL $$", "signal 9"),
      ("kill -XCPU $$", "more than 10 seconds"), ("exit 3", "status 3"), ("exit 0", "status 0"),
    ])
  func ends(child: String, found: String) throws {
    #expect(try problem(child).found.contains(found))
  }

  @Test("HDF5: a child that says nothing is given up")
  func silence() throws {
    #expect(try problem("exec sleep 100", patience: 100).found.contains("no answer"))
  }

  @Test("HDF5: replies that are none, too long, or end early are refused")
  func replies() throws {
    #expect(try answering([7, 1, 0, 0, 0, 0, 0, 0, 0]).found.contains("no reply"))
    #expect(try answering([0, 0, 0, 0, 0, 0, 0, 0, 255]).found.contains("no reply"))
    #expect(try answering([0, 0, 0, 0, 0, 1, 0, 0, 0]).found.contains("4294967296 bytes"))
    #expect(try answering([1, 0, 0, 0, 0, 1, 0, 0, 0]).found.contains("4294967296 bytes"))
    #expect(try answering([0, 9, 0, 0, 0, 0, 0, 0, 0, 1]).found.contains("an early end"))
    #expect(try answering(reply(1, "{}")).found.contains("a refusal without a reason"))
  }

  @Test(
    "HDF5: contents that contradict themselves or the file are refused",
    arguments: [
      ("not JSON", "the contents"), ("{}", "datasets"),
      (#"{"datasets":[],"leftOut":[]}"#, "attributes"),
      (#"{"datasets":[{"path":"x"}],"leftOut":[],"attributes":[]}"#, "a dataset"),
      (ChildTests.dataset("float33", "[1]", 4, "0"), "/x"),
      (ChildTests.dataset("float32", "[3]", 8, "null"), "/x"),
      (ChildTests.dataset("float32", "[-1]", 4, "null"), "/x"),
      (ChildTests.dataset("float32", "[4294967296,4294967296]", 4, "null"), "/x"),
      (ChildTests.dataset("float32", "[1]", 4, "5"), "/x"),
      (ChildTests.dataset("float32", "[1]", 4, "-1"), "/x"),
      (ChildTests.dataset("float32", "[1]", 4, "null", "/a", "/a"), "/a"),
      (ChildTests.dataset("float32", "[1]", 4, "null", "/b", "/a"), "/a"),
    ])
  func contents(json: String, place: String) throws {
    #expect(try answering(reply(0, json)).place == place)
  }

  private static func dataset(
    _ type: String, _ shape: String, _ bytes: Int, _ offset: String, _ paths: String...
  ) -> String {
    let datasets = (paths.isEmpty ? ["/x"] : paths).map {
      #"{"path":"\#($0)","type":"\#(type)","shape":\#(shape),"bytes":\#(bytes),"offset":\#(offset)}"#
    }
    return #"{"datasets":[\#(datasets.joined(separator: ","))],"leftOut":[],"attributes":[]}"#
  }

  @Test("HDF5: elements of another number than asked for are refused, and then every request is")
  func elements() throws {
    let list = try folder.write(
      reply(0, Self.dataset("float32", "[2]", 8, "null")), "list")
    let short = try folder.write(ReaderMessage.head(.result, byteCount: 7) + [1, 2, 3], "short")
    let file = try Reader.open(
      path,
      shell: """
        for reply in '\(list)' '\(short)'; do
          head -c 25 <&0 >/dev/null
          cat "$reply" >&0
        done
        """)
    let first = #expect(throws: TensorFileError.self) { try file.read(file.tensors[0], 0..<8) }
    #expect(first?.found.contains("7 bytes for 8") == true)
    let again = #expect(throws: TensorFileError.self) { try file.read(file.tensors[0], 0..<8) }
    #expect(again == first)
  }

  @Test("HDF5: a program that is not there is an error with its name")
  func noProgram() {
    let error = #expect(throws: TensorFileError.self) {
      try Reader.open(path, program: folder.path("none"))
    }
    #expect(error?.kind == .unreadable && error?.found.contains("none") == true)
  }

  @Test("HDF5: a pipe, a folder and a missing file are refused without a child")
  func noFile() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    for (name, kind) in [
      ("pipe", TensorFileError.Kind.notAFile), ("", .notAFile), ("missing", .missingFile),
    ] {
      let error = #expect(throws: TensorFileError.self) {
        try Reader.open(folder.path(name), program: folder.path("none"))
      }
      #expect(error?.kind == kind)
    }
  }

  @Test("HDF5: bytes that are none, cut or damaged are an error with libhdf5's reason")
  func damage() throws {
    let error = #expect(throws: TensorFileError.self) { try Reader.open(path) }
    #expect(error?.kind == .malformed && error?.found.contains("signature") == true)
  }

  @Test("HDF5: without libhdf5 the error says how to install it")
  func noLibrary() throws {
    let child = "exec '\(Reader.program)' \(HDF5ReaderProcess.argument)"
    let error = #expect(throws: TensorFileError.self) {
      try Reader.open(path, shell: "LOCKSTEP_LIBHDF5=/nowhere/libhdf5.so " + child)
    }
    #expect(error?.kind == .unsupported)
    #expect(error?.found.contains("/nowhere/libhdf5.so") == true)
    #expect(error?.remedy.contains("apt-get install libhdf5") == true)
  }
}
