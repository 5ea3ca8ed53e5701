import CanonicalJSON
import HDF5
import NumericsContract

@testable import Checkpoints

/// A file put together array by array, for contents that no writer would write.
struct ComposedFile {
  /// One array and its bytes.
  struct Item {
    var path: String
    var type = ElementType.uint8
    var shape: [Int]
    var bytes: [UInt8]

    init(_ path: String, _ bytes: [UInt8], type: ElementType = .uint8, shape: [Int]? = nil) {
      self.path = path
      self.type = type
      self.shape = shape ?? [bytes.count]
      self.bytes = bytes
    }
  }

  var attributes = RootAttributes(profile: "ordered", contract: "numerics-v1").stored
  var content = [
    Item("/loop/step", Array(repeating: 3, count: 8), type: .uint64, shape: []),
    Item("/meta/parameters", Array("[]".utf8)), Item("/meta/run", Array(#"{"seed":1}"#.utf8)),
    Item("/model/weight", [1, 2, 3, 4], type: .float32, shape: [1]),
  ]
  /// Changes the arrays of `/integrity` after they were computed from the content.
  var tamper: (inout [Item]) -> Void = { _ in }

  /// The bytes of the file, with valid HDF5 structure whatever the contents.
  func bytes() throws -> [UInt8] {
    let sorted = content.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var integrity: [Item] = []
    let skeleton = try Skeleton.build(
      attributes: attributes,
      datasets: sorted.map { DatasetPlan(path: $0.path, type: $0.type, shape: $0.shape) },
      closing: { extents in
        integrity = Self.integrity(of: sorted, extents)
        tamper(&integrity)
        return integrity.map { DatasetPlan(path: $0.path, type: $0.type, shape: $0.shape) }
      })
    var file = [UInt8](repeating: 0, count: skeleton.byteCount)
    for piece in skeleton.pieces {
      file.replaceSubrange(piece.offset..<piece.offset + piece.bytes.count, with: piece.bytes)
    }
    for item in sorted + integrity where !item.bytes.isEmpty {
      let place = skeleton.extents.first { $0.path.utf8.elementsEqual(item.path.utf8) }
      guard let extent = place else { preconditionFailure("\(item.path) has no extent") }
      file.replaceSubrange(extent.offset..<extent.offset + extent.byteCount, with: item.bytes)
    }
    return file
  }

  private static func integrity(of items: [Item], _ extents: [Skeleton.Extent]) -> [Item] {
    let datasets = items.map { item in
      CheckpointDataset(
        path: item.path, type: item.type, shape: item.shape,
        offset: extents.first { $0.path.utf8.elementsEqual(item.path.utf8) }?.offset ?? 0,
        byteCount: item.bytes.count)
    }
    let leaves = items.filter { !$0.bytes.isEmpty }.map { DigestTree.leaf(0, $0.bytes[...]) }
    let record = IntegrityRecord(
      datasets: datasets, leaves: leaves,
      attributes: RootAttributes(profile: "ordered", contract: "numerics-v1"))
    return [
      Item("/integrity/commit", Array("lockstep-commit\n".utf8)),
      Item("/integrity/fileRoot", record.fileRoot.bytes),
      Item("/integrity/index", IntegrityRecord.indexBytes(datasets)),
      Item("/integrity/leaves", leaves.flatMap(\.bytes), shape: [leaves.count, 32]),
      Item("/integrity/sections", IntegrityRecord.sectionBytes(record.sections)),
      Item("/integrity/stateRoot", record.stateRoot.bytes),
    ]
  }
}
