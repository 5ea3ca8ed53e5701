internal import Checkpoints
internal import NumericsContract

/// One pass over a tensor that computes everything an inspection wants to know, and checks the
/// digests on the way.
struct InspectionPass: ElementVisitor {
  typealias Result = InspectedTensor
  typealias Failure = CheckpointToolError

  let dataset: CheckpointDataset
  let reader: LeafReader
  let computesStatistics: Bool
  /// The elements to show; filled by the pass.
  var excerpt: TensorExcerpt?

  mutating func visit<Element: StoredElement>(
    _: Element.Type
  ) throws(CheckpointToolError) -> InspectedTensor {
    var hasher = SHA256Hasher()
    var collector = StatisticsCollector<Element>()
    for leaf in 0..<DigestTree.leafCount(byteCount: dataset.byteCount) {
      let bytes = try reader.leaf(leaf, of: dataset)
      let first = leaf * DigestTree.leafByteCount / MemoryLayout<Element.Bits>.size
      unsafe bytes.withUnsafeBytes { buffer in
        unsafe hasher.update(bytes: buffer)
        if computesStatistics { unsafe collector.add(buffer) }
        unsafe excerpt?.add(Element.self, buffer, first: first)
      }
    }
    return InspectedTensor(
      dataset: dataset, digest: hasher.finalize(),
      statistics: computesStatistics ? collector.statistics : nil)
  }
}
