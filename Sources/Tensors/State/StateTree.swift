internal import NumericsContract

/// Everything a run needs to go on, as leaves in ascending UTF-8 order of path.
///
/// Save, diff, verify and replay all work on this one tree.
public struct StateTree: Sendable, Equatable {
  /// The leaves, sorted, each path once.
  public private(set) var entries: [StateEntry] = []

  /// Creates an empty tree.
  public init() {}

  /// Creates a tree from leaves in any order.
  ///
  /// - Precondition: no path occurs twice.
  public init(_ entries: [StateEntry]) {
    self.entries = entries.sorted { $0.path.precedesInUTF8($1.path) }
    for (earlier, later) in zip(self.entries, self.entries.dropFirst()) {
      precondition(earlier.path != later.path, "state \(later.path) was recorded twice")
    }
  }

  /// The leaf at a path.
  public subscript(_ path: String) -> StateEntry? { index(of: path).map { entries[$0] } }

  /// Position of a path in `entries`.
  public func index(of path: String) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].path.precedesInUTF8(path) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].path == path ? low : nil
  }
}
