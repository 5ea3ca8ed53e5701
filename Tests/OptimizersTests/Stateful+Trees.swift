import Tensors

extension Stateful {
  /// What this writes, below a group.
  func tree(below name: String) throws -> StateTree {
    var writer = StateWriter()
    writer.group(name) { save(to: &$0) }
    return try writer.finish()
  }

  /// Takes back all of a tree.
  func restore(below name: String, of tree: StateTree) throws(StateError) {
    let reader = StateReader(tree)
    try reader.group(name) { (state) throws(StateError) in try restore(from: state) }
    try reader.finish()
  }
}

extension StateTree {
  /// The tree with another value in place of a leaf.
  func forging(_ path: String, _ value: UInt64) -> StateTree {
    replacing(path) {
      StateEntry(path: path, type: $0.type, shape: [], bytes: LittleEndian.bytes(of: value))
    }
  }

  /// The tree with another number in place of a leaf.
  func forging(_ path: String, _ value: Double) -> StateTree {
    forging(path, value.bitPattern)
  }

  /// The tree without a leaf.
  func dropping(_ path: String) -> StateTree { replacing(path) { _ in nil } }

  private func replacing(_ path: String, _ body: (StateEntry) -> StateEntry?) -> StateTree {
    precondition(self[path] != nil, "\(path) is not among \(entries.map(\.path))")
    return StateTree(entries.compactMap { $0.path == path ? body($0) : $0 })
  }
}
