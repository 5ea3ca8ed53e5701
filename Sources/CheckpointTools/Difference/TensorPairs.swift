internal import NumericsContract
internal import TensorFiles

/// The tensors of two files, each beside its counterpart.
struct TensorPairs {
  /// A tensor of A, its counterpart in B, or both.
  typealias Pair = (a: StoredTensor?, b: StoredTensor?)

  private typealias Named = (path: String, tensor: StoredTensor)

  /// All pairs, in ascending UTF-8 order of the path in B, or the path in A after renaming.
  let all: [Pair]

  /// Pairs tensors by path, after the renamings.
  ///
  /// Where only one file is a checkpoint, a name such as `hidden.weight` in the other is that of
  /// `/model/hidden/weight`, if the checkpoint has that.
  ///
  /// - Throws: `CheckpointToolError.invalidRename` if a renaming concerns nothing in A, or gives two
  ///   tensors one path.
  init(
    _ a: any TensorFile, _ b: any TensorFile, renames: [DifferenceOptions.Rename]
  ) throws(CheckpointToolError) {
    for rename in renames where !a.tensors.contains(where: { rename.applied(to: $0.path) != nil }) {
      throw CheckpointToolError(
        .invalidRename, "rename \(rename.from)=\(rename.to)",
        expected: "\(rename.from) to be a tensor or group of A", found: "none such",
        remedy: "Run inspect on A to see every path.")
    }
    var left: [Named] = a.tensors.map { tensor in
      (renames.lazy.compactMap { $0.applied(to: tensor.path) }.first ?? tensor.path, tensor)
    }
    var right: [Named] = b.tensors.map { ($0.path, $0) }
    switch (a.format, b.format) {
    case (.lockstep, .lockstep): break
    case (.lockstep, _): TensorPairs.name(&right, after: left)
    case (_, .lockstep): TensorPairs.name(&left, after: right)
    default: break
    }
    try TensorPairs.sort(&left)
    try TensorPairs.sort(&right)
    all = TensorPairs.merged(left, right)
  }

  /// Gives tensors of another format the names that their counterparts have in a checkpoint.
  private static func name(_ tensors: inout [Named], after checkpoint: [Named]) {
    // For membership alone: the order of a set reaches nothing.
    let known = Set(checkpoint.map { Array($0.path.utf8) })
    var taken = Set(tensors.map { Array($0.path.utf8) })
    for index in tensors.indices where !known.contains(Array(tensors[index].path.utf8)) {
      let path = "/" + tensors[index].path.split { $0 == "." || $0 == "/" }.joined(separator: "/")
      for candidate in ["/model" + path, path] {
        let name = Array(candidate.utf8)
        guard known.contains(name), taken.insert(name).inserted else { continue }
        tensors[index].path = candidate
        break
      }
    }
  }

  private static func sort(_ tensors: inout [Named]) throws(CheckpointToolError) {
    tensors.sort { $0.path.precedesInUTF8($1.path) }
    for (earlier, later) in zip(tensors, tensors.dropFirst())
    where earlier.path.utf8.elementsEqual(later.path.utf8) {
      throw CheckpointToolError(
        .invalidRename, "renames", expected: "one path for each tensor",
        found: "\(earlier.path) twice, for \(earlier.tensor.path) and \(later.tensor.path)",
        remedy: "Rename one of them otherwise.")
    }
  }

  private static func merged(_ left: [Named], _ right: [Named]) -> [Pair] {
    var pairs: [Pair] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || i < left.count && left[i].path.precedesInUTF8(right[j].path) {
        pairs.append((left[i].tensor, nil))
        i += 1
      } else if i == left.count || right[j].path.precedesInUTF8(left[i].path) {
        pairs.append((nil, right[j].tensor))
        j += 1
      } else {
        pairs.append((left[i].tensor, right[j].tensor))
        i += 1
        j += 1
      }
    }
    return pairs
  }
}
