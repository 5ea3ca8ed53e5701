internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

extension Inspection {
  /// What the checkpoint is, on one line.
  public var summary: String {
    let place = loop.description.isEmpty ? "" : ", \(loop.description)"
    let root = identity.map { "; state root \($0.stateRoot)" } ?? " in \(format.rawValue)"
    return "\(tensorCount) tensors\(place)\(root)"
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

  /// Lines of metadata shown at most.
  private static let metadataLimit = 24

  private var heading: String {
    var table = Table([Table.Column(""), Table.Column("")])
    table.append(["file", path])
    guard let identity else {
      table.append(["format", "\(format.rawValue), \(ByteCount(byteCount))"])
      let lines = RunDifference.leaves(metadata).filter { !$0.isEmpty }
      for line in lines.prefix(Inspection.metadataLimit) { table.append(["metadata", line]) }
      let rest = lines.count - Inspection.metadataLimit
      if rest > 0 { table.append(["", "… and \(rest) more; --json has all of it"]) }
      return table.description
    }
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
    var leaf: StoredTensor?
  }

  private var tree: String {
    let trees = Tree.groups(
      of: tensors.map(\.tensor).map { tensor -> (path: String, value: Total) in
        (
          tensor.slashedPath,
          Total(bytes: tensor.byteCount, elements: tensor.elementCount, leaf: tensor)
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
        leaf?.typeName ?? (tree.leafCount == 1 ? "1 tensor" : "\(tree.leafCount) tensors"),
        leaf.map { "\($0.shape)" } ?? "", NumberText.grouped(tree.value.elements),
        ByteCount(tree.value.bytes).description,
      ]
    }
    let shown = tensors.reduce(0) { $0 + $1.tensor.byteCount }
    let of = tensors.count == tensorCount ? "" : " of \(tensorCount)"
    return text.description + "\n\(tensors.count)\(of) tensors, \(ByteCount(shown))"
  }

  private static func excerptText(_ row: InspectedTensor, _ elements: TensorExcerpt) -> String {
    let tensor = row.tensor
    let digest = row.digest.map { "\nsha256 \($0)" } ?? ""
    let title = "\(PrintableText.escaped(tensor.path))  \(tensor.typeName) \(tensor.shape)"
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
        tensor.tensor.path, statistics.minimumText, statistics.maximumText,
        statistics.mean.map { NumberText.rounded($0) } ?? "",
        statistics.standardDeviation.map { NumberText.rounded($0) } ?? "",
        NumberText.grouped(statistics.zeros), NumberText.grouped(statistics.nan),
        NumberText.grouped(statistics.infinities), NumberText.grouped(statistics.subnormals),
      ])
    }
    return table
  }
}
