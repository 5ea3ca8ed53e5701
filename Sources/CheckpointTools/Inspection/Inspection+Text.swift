internal import CanonicalJSON
internal import Checkpoints
internal import CommandLineKit
internal import NumericsContract

extension Inspection {
  /// What the checkpoint is, on one line.
  public var summary: String {
    "\(tensorCount) tensors, \(loop.description); state root \(identity.stateRoot)"
  }

  /// What the file is, then its tree or the elements of one tensor.
  public var description: String {
    var parts = [heading]
    if let excerpt, let tensor = tensors.first {
      parts.append(Inspection.excerptText(tensor, excerpt.elements))
    } else {
      parts.append(tree)
    }
    if options.statistics { parts.append(statisticsTable.description) }
    if isVerified {
      parts.append("Verified: every digest is right, over all \(ByteCount(byteCount)).")
    }
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    var table = Table([Table.Column(""), Table.Column("")])
    table.append(["file", path])
    table.append(
      ["format", "Lockstep checkpoint \(identity.formatVersion), \(ByteCount(byteCount))"])
    table.append(["numerics", "\(identity.contract), profile \(identity.profile)"])
    if !loop.description.isEmpty { table.append(["position", loop.description]) }
    table.append(["state root", identity.stateRoot.description])
    table.append(["file root", identity.fileRoot.description])
    return table.description
  }

  private struct Total {
    var bytes: Int
    var elements: Int
    var leaf: CheckpointDataset?
  }

  private var tree: String {
    let trees = Tree.groups(
      of: tensors.map { tensor -> (path: String, value: Total) in
        let dataset = tensor.dataset
        return (
          dataset.path,
          Total(bytes: dataset.byteCount, elements: dataset.elementCount, leaf: dataset)
        )
      }
    ) { Total(bytes: $0.bytes + $1.bytes, elements: $0.elements + $1.elements, leaf: nil) }
    let text = TreeText(
      trees, depth: options.depth,
      columns: [
        Table.Column("type"), Table.Column("shape"), Table.Column("elements", .right),
        Table.Column("bytes", .right),
      ]
    ) { tree in
      let leaf = tree.children.isEmpty ? tree.value.leaf : nil
      return [
        leaf?.type.rawValue ?? (tree.leafCount == 1 ? "1 tensor" : "\(tree.leafCount) tensors"),
        leaf.map { "\($0.shape)" } ?? "", NumberText.grouped(tree.value.elements),
        ByteCount(tree.value.bytes).description,
      ]
    }
    let shown = tensors.reduce(0) { $0 + $1.dataset.byteCount }
    let of = tensors.count == tensorCount ? "" : " of \(tensorCount)"
    return text.description + "\n\(tensors.count)\(of) tensors, \(ByteCount(shown))"
  }

  private static func excerptText(_ tensor: InspectedTensor, _ elements: TensorExcerpt) -> String {
    let dataset = tensor.dataset
    let digest = tensor.digest.map { "\nsha256 \($0)" } ?? ""
    let title = "\(PrintableText.escaped(dataset.path))  \(dataset.type.rawValue) \(dataset.shape)"
    return title + digest + "\n" + elements.lines.joined(separator: "\n")
  }

  private var statisticsTable: Table {
    var table = Table(
      [Table.Column("path")]
        + ["min", "max", "mean", "std", "zeros", "NaN", "Inf", "subnormal"].map {
          Table.Column($0, .right)
        })
    for tensor in tensors {
      guard let statistics = tensor.statistics else { continue }
      table.append([
        tensor.dataset.path, statistics.minimumText, statistics.maximumText,
        statistics.mean.map { NumberText.rounded($0) } ?? "",
        statistics.standardDeviation.map { NumberText.rounded($0) } ?? "",
        NumberText.grouped(statistics.zeros), NumberText.grouped(statistics.nan),
        NumberText.grouped(statistics.infinities), NumberText.grouped(statistics.subnormals),
      ])
    }
    return table
  }
}
