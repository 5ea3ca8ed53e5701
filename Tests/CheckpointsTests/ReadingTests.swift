import CanonicalHDF5
import CanonicalJSON
import Foundation
import HDF5
import NumericsContract
import Tensors
import Testing

@testable import Checkpoints

@Suite struct ReadingTests {
  /// The error that opening, verifying and restoring a composed file ends with.
  static func refusal(_ change: (inout ComposedFile) -> Void) throws -> CheckpointError? {
    var composed = ComposedFile()
    change(&composed)
    let bytes = try composed.bytes()
    do throws(CheckpointError) {
      let file = try CheckpointFile(bytes: bytes, name: "composed.h5")
      try file.verify()
      _ = try file.stateTree()
      return nil
    } catch {
      return error
    }
  }

  @Test("CKPT-001: a composed file with nothing changed is accepted")
  func accepted() throws {
    #expect(try Self.refusal { _ in } == nil)
  }

  @Test("CKPT-004: another version is refused, with the way out")
  func version() throws {
    for version in ["1-draft", "2", "1.0", "01", ""] {
      let error = try Self.refusal { $0.attributes[1].value = .text(version) }
      #expect(error?.code == .unsupportedVersion)
      #expect(error?.expected == "version \"1\"")
      #expect(error?.found == "\"\(version)\"")
      let isNewer = error?.remedy == "A newer release of Lockstep wrote it: update, then read it."
      #expect(isNewer == (version == "2"))
    }
  }

  @Test("CKPT-035: a newer version is named before anything else of it is understood")
  func newerStructure() throws {
    let newer = try Self.refusal {
      $0.attributes[1].value = .text("2")
      $0.attributes.append(("beyond", .integer(1)))
    }
    #expect(newer?.code == .unsupportedVersion)
    // Bytes where version 1 has none.
    var composed = ComposedFile()
    composed.attributes[1].value = .text("2")
    var bytes = try composed.bytes()
    let parsed = try CanonicalFile(parsing: MemoryByteSource(bytes))
    let used = parsed.metadata + parsed.datasets.map { $0.offset..<$0.offset + $0.byteCount }
    let gap = try #require(bytes.indices.first { byte in !used.contains { $0 ~= byte } })
    bytes[gap] = 1
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointFile(bytes: bytes, name: "a.h5")
    }
    #expect(error?.code == .unsupportedVersion)
    #expect(
      error?.description
        == "a.h5: attribute format_version: expected version \"1\", found \"2\". A newer release "
        + "of Lockstep wrote it: update, then read it.")
  }

  @Test("CKPT-004: HDF5 that is no checkpoint is refused as such")
  func notACheckpoint() throws {
    let none = try Self.refusal { $0.attributes = [] }
    #expect(none?.code == .notACheckpoint)
    let other = try Self.refusal { $0.attributes[0].value = .text("safetensors") }
    #expect(other?.code == .notACheckpoint)
    let folder = try TemporaryFolder()
    try Data("PK\u{3}\u{4} not HDF5".utf8).write(to: URL(fileURLWithPath: folder.file("a.zip")))
    try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
    for (path, code) in [
      (folder.file("absent.h5"), CheckpointError.Code.missingFile), (folder.path, .notAFile),
      (folder.file("a.zip"), .notHDF5), (folder.file("empty"), .notHDF5),
    ] {
      let error = #expect(throws: CheckpointError.self) { try CheckpointFile(opening: path) }
      #expect(error?.code == code)
      #expect(error?.file == path)
    }
  }

  @Test("CKPT-003: an attribute too many, one missing or one of another kind is refused")
  func attributes() throws {
    let extra = try Self.refusal { $0.attributes.append(("host", .text("here"))) }
    #expect(extra?.code == .unexpected)
    #expect(try Self.refusal { $0.attributes.remove(at: 2) }?.path == "attribute profile")
    #expect(try Self.refusal { $0.attributes[3].value = .integer(1) }?.path == "attribute contract")
    let canonical = try Self.refusal { $0.attributes[4].value = .flag(false) }
    #expect(canonical?.path == "attribute canonical")
  }

  @Test("CKPT-020: an attribute that the file root does not cover is refused")
  func attributeDigest() throws {
    let error = try Self.refusal { $0.attributes[2].value = .text("exact") }
    #expect(error?.code == .digestMismatch)
    #expect(error?.path == "/integrity/fileRoot")
  }

  @Test("CKPT-005: only the two texts may be in meta, both must be, and nothing outside sections")
  func sections() throws {
    let extra = try Self.refusal { $0.content.append(.init("/meta/host", [65])) }
    #expect(extra?.code == .unexpected)
    #expect(extra?.path == "/meta/host")
    let missing = try Self.refusal { $0.content.remove(at: 2) }
    #expect(missing?.code == .missing)
    #expect(missing?.path == "/meta/run")
    let top = try Self.refusal { $0.content.append(.init("/weight", [1])) }
    #expect(top?.code == .unexpected)
    #expect(top?.path == "/weight")
    let table = try Self.refusal { $0.tamper = { $0.append(.init("/integrity/zzz", [1])) } }
    #expect(table?.path == "/integrity/zzz")
  }

  @Test("CKPT-006: index and arrays must agree exactly, and the error names the array")
  func index() throws {
    func refusal(_ old: String, _ new: String) throws -> CheckpointError? {
      try Self.refusal {
        $0.tamper = { items in
          let text = String(decoding: items[2].bytes, as: UTF8.self)
          let changed = text.replacingOccurrences(of: old, with: new)
          items[2] = .init(items[2].path, Array(changed.utf8))
        }
      }
    }
    #expect(try refusal("/model/weight", "/model/weighs")?.code == .missing)
    #expect(try refusal("/model/weight", "/model/weighs")?.path == "/model/weighs")
    let retyped = try refusal("float32", "uint832")
    #expect(retyped?.code == .digestMismatch)
    #expect(retyped?.path == "/model/weight")
    #expect(retyped?.found == "float32 [1]")
    #expect(try refusal(#""shape":[1],"#, #""shape":[2],"#)?.path == "/model/weight")
    #expect(try refusal(#""bytes":4"#, #""bytes":5"#)?.path == "/model/weight")
    #expect(try refusal("{", " {")?.code == .malformed)
    #expect(try refusal("[{", "[[{")?.code == .malformed)
    let unlisted = try Self.refusal {
      $0.tamper = { items in
        let text = String(decoding: items[2].bytes, as: UTF8.self)
        let last = text.range(of: ",{", options: .backwards)
        let shortened = text[..<(last?.lowerBound ?? text.endIndex)] + "]"
        items[2] = .init(items[2].path, Array(shortened.utf8))
      }
    }
    #expect(unlisted?.code == .unexpected)
    #expect(unlisted?.path == "/model/weight")
  }

  @Test("CKPT-007: two paths that Unicode calls the same are refused, read or written")
  func ambiguousPaths() throws {
    let error = try Self.refusal {
      $0.content += [.init("/model/\u{e9}", [1]), .init("/model/e\u{301}", [2])]
    }
    #expect(error?.code == .unexpected)
    let groups = try Self.refusal {
      $0.content += [.init("/\u{e9}/a", [1]), .init("/e\u{301}/b", [2])]
    }
    #expect(groups?.code == .unexpected)
    let folder = try TemporaryFolder()
    let tree = StateTree([
      StateEntry(path: "/\u{e9}/a", type: .uint8, shape: [1], bytes: [1]),
      StateEntry(path: "/e\u{301}/b", type: .uint8, shape: [1], bytes: [1]),
    ])
    let written = #expect(throws: CheckpointError.self) { try folder.save(tree, as: "a.h5") }
    #expect(written?.code == .unrepresentable)
    #expect(try folder.names == [])
  }

  @Test("CKPT-008: a bool is 0 or 1, when reading and when writing")
  func truthValues() throws {
    let error = try Self.refusal {
      $0.content.append(.init("/model/mask", [0, 2, 1], type: .bool, shape: [3]))
    }
    #expect(error?.code == .malformed)
    #expect(error?.path == "/model/mask")
    #expect(error?.found == "2")
    let folder = try TemporaryFolder()
    let tree = StateTree([StateEntry(path: "/m/a", type: .bool, shape: [2], bytes: [1, 255])])
    let written = #expect(throws: CheckpointError.self) { try folder.save(tree, as: "a.h5") }
    #expect(written?.code == .unrepresentable)
    #expect(written?.path == "/m/a")
  }

  @Test("CKPT-009: the texts of meta are canonical JSON, nothing else")
  func texts() throws {
    for text in [
      #"{"seed": 1}"#, #"{"b":1,"a":2}"#, "{\"seed\":1}\n", #"{"seed":1.0}"#, "{", "\u{FEFF}1",
      "-0",
    ] {
      let error = try Self.refusal { $0.content[2] = .init("/meta/run", Array(text.utf8)) }
      #expect(error?.code == .malformed, "\(text)")
      #expect(error?.path == "/meta/run", "\(text)")
    }
    let shaped = try Self.refusal {
      $0.content[2] = .init("/meta/run", Array("{}".utf8), shape: [1, 2])
    }
    #expect(shaped?.path == "/meta/run")
    let folder = try TemporaryFolder()
    var deep = JSONValue.null
    for _ in 0..<200 { deep = .array([deep]) }
    for run in [JSONValue.number(.nan), deep] {
      let error = #expect(throws: CheckpointError.self) {
        try CheckpointWriter.write(
          tree: StateTree(), run: run, parameters: [], profile: "ordered", to: folder.file("a.h5"))
      }
      #expect(error?.code == .unrepresentable)
      #expect(error?.path == "/meta/run")
    }
    #expect(try folder.names == [])
  }

  @Test("CKPT-012, CKPT-013: leaves and sections that do not fit are refused by name")
  func tables() throws {
    let swapped = try Self.refusal {
      $0.tamper = { items in
        let leaves = items[3].bytes
        items[3].bytes = Array(leaves[32..<64] + leaves[0..<32] + leaves[64...])
      }
    }
    #expect(swapped?.code == .digestMismatch)
    #expect(swapped?.path == "/loop")
    let short = try Self.refusal {
      $0.tamper = { $0[3] = .init($0[3].path, Array($0[3].bytes.dropLast(32)), shape: [3, 32]) }
    }
    #expect(short?.path == "/integrity/leaves")
    let sections = try Self.refusal {
      $0.tamper = { items in
        items[4].bytes = Array(
          String(decoding: items[4].bytes, as: UTF8.self)
            .replacingOccurrences(of: "model", with: "madel").utf8)
      }
    }
    #expect(sections?.code == .digestMismatch)
    #expect(sections?.path == "/model")
    for (position, path) in [(1, "/integrity/fileRoot"), (5, "/integrity/stateRoot")] {
      let root = try Self.refusal { $0.tamper = { $0[position].bytes[31] ^= 1 } }
      #expect(root?.code == .digestMismatch)
      #expect(root?.path == path)
    }
    for position in 0..<6 {
      let error = try Self.refusal { $0.tamper = { $0.remove(at: position) } }
      #expect(error?.code == (position == 0 ? .incomplete : .missing))
      #expect(error?.path?.hasPrefix("/integrity/") == true)
    }
  }

  @Test("CKPT-029: bytes that differ from their leaf are never handed out")
  func verifiedReading() throws {
    var bytes = try ComposedFile().bytes()
    let weight = try #require(
      try CheckpointFile(bytes: bytes, name: "a").dataset(at: "/model/weight"))
    bytes[weight.offset] ^= 0x80
    let file = try CheckpointFile(bytes: bytes, name: "a.h5")
    for attempt in [
      { _ = try file.stateTree() }, { _ = try file.bytes(of: "/model/weight") },
      { try file.verify() },
    ] {
      let error = #expect(throws: CheckpointError.self) { try attempt() }
      #expect(error?.path == "/model/weight")
      #expect(error?.code == .digestMismatch)
    }
    #expect(try file.bytes(of: "/loop/step") == Array(repeating: 3, count: 8))
    let absent = #expect(throws: CheckpointError.self) { try file.bytes(of: "/model/bias") }
    #expect(absent?.code == .missing)
    // Streaming is unchecked by contract, so that a damaged file can be inspected.
    #expect(try file.read(weight, byteRange: 0..<1) == [0x81])
  }

  @Test("CKPT-005, CKPT-031: a state that no checkpoint can hold is refused before writing")
  func unrepresentable() throws {
    let folder = try TemporaryFolder()
    for (path, expected) in [
      ("/weight", "a path in a section"), ("/meta/host", "a path in a section"),
      ("/integrity/index", "a path in a section"), ("model/weight", "a path in a section"),
      ("/model//weight", "1 to"), ("/model/../weight", "1 to"), ("/model/a\0b", "1 to"),
      ("/" + Array(repeating: "a", count: 65).joined(separator: "/"), "at most 64"),
    ] {
      let tree = StateTree([StateEntry(path: path, type: .uint8, shape: [1], bytes: [1])])
      let error = #expect(throws: CheckpointError.self) { try folder.save(tree, as: "a.h5") }
      #expect(error?.code == .unrepresentable, "\(path)")
      #expect(error?.path == path)
      #expect(error?.expected.contains(expected) == true, "\(error.map { "\($0)" } ?? "")")
    }
    let leafInLeaf = StateTree([
      StateEntry(path: "/m/a", type: .uint8, shape: [1], bytes: [1]),
      StateEntry(path: "/m/a/b", type: .uint8, shape: [1], bytes: [1]),
    ])
    #expect(throws: CheckpointError.self) { try folder.save(leafInLeaf, as: "a.h5") }
    #expect(throws: CheckpointError.self) {
      try CheckpointWriter.write(
        tree: StateTree(), run: [:], parameters: [], profile: "", to: folder.file("a.h5"))
    }
    #expect(try folder.names == [])
  }

  @Test("CKPT-033: an error is one line that names file, place, expected, found and the way out")
  func errorText() {
    let error = CheckpointError(
      .digestMismatch, file: "runs/a.h5", path: "/model/w\n\u{1b}[31m", offset: 4096,
      expected: "leaf 0", found: "another", remedy: "Restore it.")
    #expect(
      error.description
        == "runs/a.h5: /model/w\\u{a}\\u{1b}[31m at byte 4096: expected leaf 0, found another. "
        + "Restore it.")
  }
}
