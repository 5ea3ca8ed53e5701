import CanonicalJSON
import Checkpoints
import Foundation
import HDF5
import NumericsContract
import Tensors
import Testing

@Suite struct LayoutTests {
  @Test("CKPT-010: arrays are laid out in the UTF-8 order of their paths, /integrity after all")
  func order() throws {
    let folder = try TemporaryFolder()
    try folder.save(try SampleState.everyKind(), as: "a.h5")
    let file = try CheckpointFile(opening: folder.file("a.h5"))
    let paths = file.datasets.map { Array($0.path.utf8) }
    #expect(zip(paths, paths.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    // Laying out the same arrays again, in that order, must give the same places.
    let plans = file.datasets.map { DatasetPlan(path: $0.path, type: $0.type, shape: $0.shape) }
    let isIntegrity = { (plan: DatasetPlan) in plan.path.hasPrefix("/integrity/") }
    let skeleton = try Skeleton.build(
      attributes: [
        ("format", .text("lockstep-checkpoint")), ("format_version", .text("1")),
        ("profile", .text("ordered")), ("contract", .text("numerics-v1")),
        ("canonical", .flag(true)),
      ],
      datasets: plans.filter { !isIntegrity($0) },
      closing: { _ in plans.filter(isIntegrity) })
    #expect(skeleton.byteCount == file.byteCount)
    let places = file.datasets.filter { $0.byteCount > 0 }
    #expect(places.filter { $0.section == "integrity" }.count == 6)
    #expect(skeleton.extents.count == places.count)
    for place in places {
      let extent = skeleton.extents.first { $0.path == place.path }
      #expect(extent?.offset == place.offset, "\(place.path)")
    }
    // "-" sorts before "/": whole paths are compared, not components.
    let names = file.tensors.map(\.path)
    #expect(
      try #require(names.firstIndex(of: "/model/a-b"))
        < #require(names.firstIndex(of: "/model/a/b")))
  }

  @Test("CKPT-011: the index lists every array outside /integrity with type, shape and place")
  func index() throws {
    let folder = try TemporaryFolder()
    let bytes = try folder.save(try SampleState.everyKind(), as: "a.h5")
    let file = try CheckpointFile(opening: folder.file("a.h5"))
    let index = try #require(file.dataset(at: "/integrity/index"))
    let value = try JSONParser.parse(try file.read(index, byteRange: 0..<index.byteCount))
    let entries = try #require(value.array)
    let content = file.datasets.filter { $0.section != "integrity" }
    #expect(entries.count == content.count)
    for (entry, dataset) in zip(entries, content) {
      #expect(entry["path"]?.string == dataset.path)
      #expect(entry["type"]?.string == dataset.type.rawValue)
      #expect(entry["shape"]?.array?.compactMap(\.integer) == dataset.shape)
      #expect(entry["offset"]?.integer == dataset.offset)
      #expect(entry["bytes"]?.integer == dataset.byteCount)
      #expect(entry.object?.members.count == 5)
      let stored = Array(bytes[dataset.offset..<dataset.offset + dataset.byteCount])
      #expect(try file.bytes(of: dataset.path) == stored)
    }
  }

  @Test("CKPT-022: an array without elements has no place and no leaf, but its shape counts")
  func empty() throws {
    let folder = try TemporaryFolder()
    func save(_ shape: [Int]) throws -> CheckpointFile {
      let entry = StateEntry(path: "/model/empty", type: .float32, shape: shape, bytes: [])
      try folder.save(StateTree([entry]), as: "a.h5")
      return try CheckpointFile(opening: folder.file("a.h5"))
    }
    let file = try save([0, 5])
    let dataset = try #require(file.dataset(at: "/model/empty"))
    #expect(dataset.offset == 0)
    #expect(dataset.byteCount == 0)
    #expect(dataset.elementCount == 0)
    // The two texts of /meta have one leaf each.
    #expect(file.dataset(at: "/integrity/leaves")?.shape == [2, 32])
    #expect(try file.stateRoot != save([5, 0]).stateRoot)
    let node = DigestTree.node([
      SectionRoot(
        name: "/model/empty",
        digest: DigestTree.tensor(
          path: "/model/empty", type: .float32, shape: [0, 5], leaves: []))
    ])
    #expect(file.sectionRoots.last == SectionRoot(name: "model", digest: node))
  }

  @Test("CKPT-030: a file saved over an open one does not change what the open one reads")
  func openedOnce() throws {
    let folder = try TemporaryFolder()
    let old = try SampleState.everyKind()
    try folder.save(old, as: "a.h5")
    let file = try CheckpointFile(opening: folder.file("a.h5"))
    try folder.save(try SampleState.large(), as: "a.h5")
    #expect(try file.stateTree() == old)
    try file.verify()
    try FileManager.default.removeItem(atPath: folder.file("a.h5"))
    #expect(try file.stateTree() == old)
  }

  @Test("CKPT-031: hundreds of arrays in nested groups are saved and restored")
  func manyArrays() throws {
    let folder = try TemporaryFolder()
    var writer = StateWriter()
    for layer in 0..<40 {
      writer.group("model/layers/\(layer)") { state in
        for part in 0..<12 { state.write("parameter\(part)", UInt64(layer * 12 + part)) }
      }
    }
    let tree = try writer.finish()
    try folder.save(tree, as: "a.h5")
    #expect(try CheckpointFile(opening: folder.file("a.h5")).stateTree() == tree)
    var crowded = StateWriter()
    crowded.group("model") { state in
      for part in 0..<1025 { state.write("p\(part)", UInt64(part)) }
    }
    let tooMany = try crowded.finish()
    let error = #expect(throws: CheckpointError.self) { try folder.save(tooMany, as: "b.h5") }
    #expect(error?.code == .unrepresentable)
    #expect(error?.expected.hasPrefix("at most 1024") == true)
  }
}
