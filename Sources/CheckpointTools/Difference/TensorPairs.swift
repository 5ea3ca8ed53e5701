internal import Checkpoints

/// The tensors of two files, each beside its counterpart.
struct TensorPairs {
  /// A tensor of A, its counterpart in B, or both.
  typealias Pair = (a: CheckpointDataset?, b: CheckpointDataset?)

  /// All pairs, in ascending UTF-8 order of the path in B, or the path in A after renaming.
  let all: [Pair]

  /// Pairs tensors by path, after the renamings.
  ///
  /// - Throws: `CheckpointToolError.invalidRename` if a renaming concerns nothing in A, or gives two
  ///   tensors one path.
  init(
    _ a: [CheckpointDataset], _ b: [CheckpointDataset], renames: [DifferenceOptions.Rename]
  ) throws(CheckpointToolError) {
    for rename in renames where !a.contains(where: { rename.applied(to: $0.path) != nil }) {
      throw CheckpointToolError(
        .invalidRename, "rename \(rename.from)=\(rename.to)",
        expected: "\(rename.from) to be a tensor or group of A", found: "none such",
        remedy: "Run inspect on A to see every path.")
    }
    let left = a.map { dataset in
      (
        path: renames.lazy.compactMap { $0.applied(to: dataset.path) }.first ?? dataset.path,
        dataset
      )
    }.sorted { TensorPairs.precedes($0.path, $1.path) }
    for (earlier, later) in zip(left, left.dropFirst())
    where earlier.path.utf8.elementsEqual(later.path.utf8) {
      throw CheckpointToolError(
        .invalidRename, "renames",
        expected: "one path for each tensor",
        found: "\(earlier.path) twice, for "
          + "\(earlier.1.path) and \(later.1.path)", remedy: "Rename one of them otherwise.")
    }
    let right = b.sorted { TensorPairs.precedes($0.path, $1.path) }
    var pairs: [Pair] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || i < left.count && TensorPairs.precedes(left[i].path, right[j].path) {
        pairs.append((left[i].1, nil))
        i += 1
      } else if i == left.count || TensorPairs.precedes(right[j].path, left[i].path) {
        pairs.append((nil, right[j]))
        j += 1
      } else {
        pairs.append((left[i].1, right[j]))
        i += 1
        j += 1
      }
    }
    all = pairs
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
