import HDF5
import NumericsContract

/// A file with every element type, scalars, empty and large tensors, and every kind of attribute.
enum SampleFile {
  static let attributes: [(name: String, value: AttributeValue)] = [
    ("format", .text("lockstep-checkpoint")),
    ("format_version", .integer(-1)),
    ("canonical", .flag(true)),
    ("draft", .flag(false)),
    ("note", .text("naïve ∑")),
    ("empty", .text("")),
  ]

  static let datasets: [DatasetPlan] = {
    var plans = [
      DatasetPlan(path: "/meta/run.json", type: .uint8, shape: [311]),
      DatasetPlan(path: "/model/embedding/weight", type: .float32, shape: [40, 512]),
      DatasetPlan(path: "/model/hidden/bias", type: .float32, shape: [7]),
      DatasetPlan(path: "/model/hidden/gâteau", type: .float64, shape: [2, 3, 4]),
      DatasetPlan(path: "/model/hidden/scale", type: .float32, shape: []),
      DatasetPlan(path: "/model/none", type: .int64, shape: [0, 5]),
      DatasetPlan(path: "/zero", type: .bool, shape: [0]),
    ]
    for type in ElementType.allCases {
      plans.append(DatasetPlan(path: "/types/\(type.rawValue)", type: type, shape: [3]))
    }
    return plans.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }()

  /// Datasets that describe the others: one row for each extent.
  static func closing(_ extents: [Skeleton.Extent]) -> [DatasetPlan] {
    [DatasetPlan(path: "/integrity/index", type: .uint64, shape: [extents.count, 2])]
  }

  static func skeleton() throws -> Skeleton {
    try Skeleton.build(attributes: attributes, datasets: datasets, closing: closing)
  }

  /// Bytes for the elements of a dataset: a pattern that depends on the path and contains NaNs;
  /// zeros and ones in turn for truth values.
  static func elements(path: String, byteCount: Int) -> [UInt8] {
    if path.hasSuffix("/bool") { return (0..<byteCount).map { UInt8($0 & 1) } }
    let seed = path.utf8.reduce(UInt8(17)) { $0 &* 31 &+ $1 }
    return (0..<byteCount).map { $0 % 16 < 4 ? 0xff : seed &+ UInt8(truncatingIfNeeded: $0 &* 7) }
  }
}

extension Skeleton {
  /// The whole file.
  func composed() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    for piece in pieces {
      bytes.replaceSubrange(piece.offset..<(piece.offset + piece.bytes.count), with: piece.bytes)
    }
    for extent in extents {
      bytes.replaceSubrange(
        extent.offset..<(extent.offset + extent.byteCount),
        with: SampleFile.elements(path: extent.path, byteCount: extent.byteCount))
    }
    return bytes
  }
}
