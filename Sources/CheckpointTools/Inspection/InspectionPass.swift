internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// One pass over a tensor that computes everything an inspection wants to know, and checks the
/// digests on the way.
struct InspectionPass: ElementVisitor {
  typealias Result = InspectedTensor
  typealias Failure = CheckpointToolError

  let tensor: StoredTensor
  let reader: TensorReader
  let computesStatistics: Bool
  /// The elements to show; filled by the pass.
  var excerpt: TensorExcerpt?

  mutating func visit<Element: StoredElement>(
    _: Element.Type
  ) throws(CheckpointToolError) -> InspectedTensor {
    var hasher = SHA256Hasher()
    var collector = StatisticsCollector<Element>()
    var first = 0
    for leaf in 0..<DigestTree.leafCount(byteCount: tensor.byteCount) {
      var pieces = LeafPieces([reader.leaf(leaf, of: tensor)])
      while let bytes = try pieces.next()?[0] {
        unsafe bytes.withUnsafeBytes { buffer in
          unsafe hasher.update(bytes: buffer)
          if computesStatistics { unsafe collector.add(buffer) }
          unsafe excerpt?.add(Element.self, buffer, first: first)
        }
        first += bytes.count / MemoryLayout<Element.Bits>.size
      }
    }
    return InspectedTensor(
      tensor: tensor, digest: hasher.finalize(),
      statistics: computesStatistics && tensor.type != nil ? collector.statistics : nil)
  }
}
