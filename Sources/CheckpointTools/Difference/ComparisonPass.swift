internal import Checkpoints
internal import NumericsContract

/// One pass over two tensors of the same type and shape, leaf by leaf.
struct ComparisonPass: ElementVisitor {
  typealias Result = TensorDifference
  typealias Failure = CheckpointToolError

  let a: CheckpointDataset
  let b: CheckpointDataset
  let leavesOfA: LeafReader
  let leavesOfB: LeafReader

  func visit<Element: StoredElement>(
    _: Element.Type
  ) throws(CheckpointToolError) -> TensorDifference {
    var comparison = TensorComparison<Element>(a, b)
    for leaf in 0..<DigestTree.leafCount(byteCount: a.byteCount) {
      let left = try leavesOfA.leaf(leaf, of: a)
      let right = try leavesOfB.leaf(leaf, of: b)
      unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in unsafe comparison.add(left, right) }
      }
    }
    return comparison.difference
  }
}
