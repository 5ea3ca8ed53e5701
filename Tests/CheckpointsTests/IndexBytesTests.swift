import CanonicalJSON
import NumericsContract
import Testing

@testable import Checkpoints

@Suite struct IndexBytesTests {
  @Test(
    "CKPT-011: the index is the canonical JSON of its arrays, escapes and huge numbers included")
  func canonical() throws {
    let datasets = [
      CheckpointDataset(
        path: "/a/ö \"\\\u{1}", type: .float32, shape: [], offset: 96, byteCount: 4),
      // Beyond 2^53 JSON has the nearest binary64, in at most 17 digits.
      CheckpointDataset(
        path: "/b/none", type: .bool, shape: [0, 1 << 60, (1 << 53) + 1, (1 << 53) - 1], offset: 0,
        byteCount: 0),
      CheckpointDataset(
        path: "/b/x", type: .uint64, shape: [2, 3], offset: 1 << 62, byteCount: .max),
    ]
    for count in 0...datasets.count {
      let some = Array(datasets.prefix(count))
      let value = JSONValue.array(
        some.map {
          [
            "path": .string($0.path), "type": .string($0.type.rawValue),
            "shape": .array($0.shape.map { .integer($0) }), "offset": .integer($0.offset),
            "bytes": .integer($0.byteCount),
          ]
        })
      #expect(try IntegrityRecord.indexBytes(some) == CanonicalJSON.bytes(value))
    }
  }

  @Test("CKPT-010: the section of a path is its first component, where more follow")
  func sections() {
    for (path, section) in [
      ("/model/weight", "model"), ("/model/a/b", "model"), ("/ö/x", "ö"), ("//a/b", "a"),
    ] {
      #expect(CheckpointFormat.section(of: path) == section, "\(path)")
    }
    for path in ["", "/", "/model", "/model/", "//"] {
      #expect(CheckpointFormat.section(of: path) == nil, "\(path)")
    }
  }
}
