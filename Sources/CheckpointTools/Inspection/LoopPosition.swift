public import CanonicalJSON
internal import TensorFiles

/// Where in its run a checkpoint was taken: the scalars and texts below `/loop`.
public struct LoopPosition: Sendable {
  /// The group that is read.
  static let group = "/loop/"

  /// Names below `/loop` and their values, in the order of the file.
  let values: [(name: String, value: LeafText)]

  /// Reads the position of a checkpoint, checking the digest of every leaf it reads.
  ///
  /// A file of another format has none.
  init(_ reader: TensorReader) throws(CheckpointToolError) {
    var values: [(String, LeafText)] = []
    let tensors = reader.checkpoint == nil ? [] : reader.file.tensors
    for dataset in tensors where dataset.path.utf8.starts(with: LoopPosition.group.utf8) {
      guard let value = try reader.value(of: dataset) else { continue }
      values.append((String(dataset.path.dropFirst(LoopPosition.group.count)), value))
    }
    self.values = values
  }

  /// The number of completed steps, nil if the file does not say.
  public var step: UInt64? { unsigned("step") }
  /// The epoch, nil if the file does not say.
  public var epoch: UInt64? { unsigned("epoch") }
  /// The part of the loop, such as `training`, nil if the file does not say.
  public var phase: String? {
    guard case .text(let text) = self["phase"] else { return nil }
    return text
  }

  /// The values by their names.
  public var json: JSONValue { .object(values.map { ($0.name, $0.value.json) }) }

  /// Epoch, step and phase in words, then everything else the file says.
  var description: String {
    let first = ["epoch", "step", "phase"]
    let leading = first.compactMap { name in self[name].map { "\(name) \(LoopPosition.word($0))" } }
    let others = values.filter {
      !first.contains($0.name) && !$0.value.isDigest && !LoopPosition.word($0.value).isEmpty
    }
    .map { "\($0.name) \(LoopPosition.word($0.value))" }
    return (leading + others).joined(separator: ", ")
  }

  private static func word(_ value: LeafText) -> String {
    if case .text(let text) = value { text } else { value.description }
  }

  private subscript(_ name: String) -> LeafText? { values.first { $0.name == name }?.value }

  private func unsigned(_ name: String) -> UInt64? {
    switch self[name] {
    case .integer(let number): UInt64(exactly: number)
    case .unsigned(let number): number
    default: nil
    }
  }
}
