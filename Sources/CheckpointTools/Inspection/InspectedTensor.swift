public import CanonicalJSON
public import NumericsContract
public import TensorFiles

/// One row of an inspection.
public struct InspectedTensor: Sendable {
  /// Path, type, shape and place in the file.
  public let tensor: StoredTensor
  /// SHA-256 of the little-endian bytes, nil if the contents were not read.
  public let digest: SHA256Digest?
  /// Statistics, if asked for.
  public let statistics: TensorStatistics?

  /// The row with its names in reports.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("path", .string(tensor.path)), ("dtype", .string(tensor.typeName)),
      ("shape", .array(tensor.shape.map { .integer($0) })),
      ("bytes", .integer(tensor.byteCount)),
    ]
    if let shard = tensor.shard { members.append(("shard", .string(shard))) }
    if let digest { members.append(("sha256", .string(digest.description))) }
    if let statistics { members.append(("stats", statistics.json)) }
    return .object(members)
  }
}
