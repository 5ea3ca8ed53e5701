import CanonicalJSON
import Checkpoints
import Foundation
import NumericsContract
import Tensors
import Testing

@Suite struct DigestTests {
  @Test("CKPT-016: a leaf is the digest of its domain, index, length and bytes")
  func leaf() {
    var bytes = Array("lockstep-leaf-1\0".utf8)
    bytes += [1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9]
    #expect(DigestTree.leaf(1, [7, 8, 9]) == SHA256Digest.digest(of: bytes))
    #expect(DigestTree.leaf(0, [7, 8, 9]) != DigestTree.leaf(1, [7, 8, 9]))
    #expect(DigestTree.leaf(0, []) != DigestTree.leaf(0, [0]))
  }

  @Test("CKPT-016: leaves have 4 MiB, the last what is left, and no bytes have no leaf")
  func leafRanges() {
    let size = DigestTree.leafByteCount
    #expect(size == 4_194_304)
    let counts = [0, 1, size - 1, size, size + 1, 3 * size].map {
      DigestTree.leafCount(byteCount: $0)
    }
    #expect(counts == [0, 1, 1, 1, 2, 3])
    #expect(DigestTree.leafRange(0, byteCount: 5) == 0..<5)
    #expect(DigestTree.leafRange(1, byteCount: size + 1) == size..<size + 1)
  }

  @Test("CKPT-017: a renamed, retyped or reshaped tensor has another digest")
  func tensor() {
    let leaves = [DigestTree.leaf(0, [0, 0, 0, 0])]
    let digests = [
      DigestTree.tensor(path: "/a/b", type: .float32, shape: [1], leaves: leaves),
      DigestTree.tensor(path: "/a/c", type: .float32, shape: [1], leaves: leaves),
      DigestTree.tensor(path: "/a/b", type: .int32, shape: [1], leaves: leaves),
      DigestTree.tensor(path: "/a/b", type: .float32, shape: [1, 1], leaves: leaves),
      DigestTree.tensor(path: "/a/b", type: .float32, shape: [], leaves: leaves),
      DigestTree.tensor(path: "/a/b", type: .float32, shape: [1], leaves: []),
    ]
    #expect(Set(digests).count == digests.count)
  }

  @Test("CKPT-018: a node does not depend on the order in which its parts are given")
  func node() {
    let a = SectionRoot(name: "a", digest: .digest(of: [1]))
    let b = SectionRoot(name: "b", digest: .digest(of: [2]))
    #expect(DigestTree.node([a, b]) == DigestTree.node([b, a]))
    let swapped = [
      SectionRoot(name: "a", digest: b.digest), SectionRoot(name: "b", digest: a.digest),
    ]
    #expect(DigestTree.node([a, b]) != DigestTree.node(swapped))
    #expect(DigestTree.node([a]) != DigestTree.node([a, b]))
  }

  @Test("CKPT-019: the state root ignores the configuration, and a section its neighbours")
  func independence() throws {
    let folder = try TemporaryFolder()
    func write(_ step: UInt64, _ run: JSONValue, _ profile: String) throws -> CheckpointFile {
      var writer = StateWriter()
      writer.group("loop") { $0.write("step", step) }
      writer.group("model") { $0.write("weight", 1.5) }
      let path = folder.file("a.h5")
      let written = try CheckpointWriter.write(
        tree: try writer.finish(), run: run, parameters: [], profile: profile, to: path)
      let file = try CheckpointFile(opening: path)
      #expect(file.stateRoot == written.stateRoot)
      #expect(file.fileRoot == written.fileRoot)
      #expect(file.byteCount == written.byteCount)
      return file
    }
    let base = try write(1, ["seed": 1], "ordered")
    let reseeded = try write(1, ["seed": 2], "ordered")
    let exact = try write(1, ["seed": 1], "exact")
    let later = try write(2, ["seed": 1], "ordered")
    #expect(base.stateRoot == reseeded.stateRoot)
    #expect(base.stateRoot == exact.stateRoot)
    #expect(base.stateRoot != later.stateRoot)
    #expect(Set([base, reseeded, exact, later].map(\.fileRoot)).count == 4)
    #expect(base.sectionRoots.map(\.name) == ["loop", "meta", "model"])
    #expect(base.sectionRoots[2] == later.sectionRoots[2])
    #expect(base.sectionRoots[0] != later.sectionRoots[0])
    #expect(base.sectionRoots[1] != reseeded.sectionRoots[1])
  }

  @Test("CKPT-020: the worked example has the bytes and digests that the format document prints")
  func workedExample() throws {
    let folder = try TemporaryFolder()
    let bytes = try folder.save(try SampleState.example(), as: "a.h5")
    let file = try CheckpointFile(opening: folder.file("a.h5"))
    let lines =
      file.sectionRoots.map { "\($0.name) \($0.digest)" } + [
        "stateRoot \(file.stateRoot)", "fileRoot \(file.fileRoot)",
        "file \(bytes.count) \(SHA256Digest.digest(of: bytes))",
      ]
    let document = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Formats/checkpoint-v1.md"), encoding: .utf8)
    for line in lines { #expect(document.contains(line), "\(line)") }
  }

  @Test("CKPT-021: the digest of a tensor's bytes is their plain SHA-256")
  func plain() throws {
    let folder = try TemporaryFolder()
    let tree = try SampleState.large()
    try folder.save(tree, as: "a.h5")
    let file = try CheckpointFile(opening: folder.file("a.h5"))
    let entry = try #require(tree["/model/large"])
    let dataset = try #require(file.dataset(at: "/model/large"))
    #expect(try file.plainDigest(of: dataset) == SHA256Digest.digest(of: entry.bytes))
  }

  @Test("CKPT-027: the history is the chain of step, batch and loss bits from 32 zero bytes")
  func history() {
    let batch = SHA256Digest.digest(of: [1, 2, 3])
    var history = RunHistory()
    #expect(history.digest.bytes == Array(repeating: 0, count: 32))
    var previous = history.digest.bytes
    for (step, loss) in [(UInt64(1), Float(2.5)), (2, -0.0), (1 << 40, .infinity)] {
      history.append(step: step, batch: batch, loss: loss)
      previous =
        SHA256Digest.digest(
          of: previous + LittleEndian.bytes(of: step) + batch.bytes
            + LittleEndian.bytes(of: loss.bitPattern)
        ).bytes
      #expect(history.digest.bytes == previous)
    }
    var resumed = RunHistory(digest: history.digest)
    var signed = resumed
    resumed.append(step: 7, batch: batch, loss: 0)
    signed.append(step: 7, batch: batch, loss: -0.0)
    #expect(resumed != signed)
  }
}
