/// Named values in nested groups, each group with the combined value of everything below it.
public struct Tree<Value: Sendable>: Sendable {
  /// The last component of the path.
  public let name: String
  /// The leaf's own value, or the combined value of the group.
  public let value: Value
  /// What the group contains, in the order of the leaves; empty for a leaf.
  public let children: [Tree]
  /// How many leaves are at or below this place.
  public let leafCount: Int

  /// Creates a leaf.
  public init(name: String, value: Value) {
    self.name = name
    self.value = value
    children = []
    leafCount = 1
  }

  private init(name: String, value: Value, children: [Tree]) {
    self.name = name
    self.value = value
    self.children = children
    leafCount = children.reduce(0) { $0 + $1.leafCount }
  }

  /// Builds the groups of leaves named by absolute paths.
  ///
  /// - Parameters:
  ///   - leaves: path and value, with the leaves of each group next to each other.
  ///   - combine: joins the values of two neighbours; applied from first to last.
  public static func groups(
    of leaves: [(path: String, value: Value)], combine: (Value, Value) -> Value
  ) -> [Tree] {
    groups(
      leaves.map { ($0.path.split(separator: "/").map(String.init)[...], $0.value) }[...],
      combine)
  }

  private typealias Leaf = (path: ArraySlice<String>, value: Value)

  private static func groups(
    _ leaves: ArraySlice<Leaf>, _ combine: (Value, Value) -> Value
  ) -> [Tree] {
    var result: [Tree] = []
    var start = leaves.startIndex
    while start < leaves.endIndex {
      let (path, value) = leaves[start]
      let name = path.first ?? ""
      if path.count <= 1 {
        result.append(Tree(name: name, value: value))
        start += 1
        continue
      }
      let end =
        leaves[start...].firstIndex { $0.path.count <= 1 || $0.path.first != name }
        ?? leaves.endIndex
      let children = groups(
        leaves[start..<end].map { ($0.path.dropFirst(), $0.value) }[...], combine)
      if let first = children.first {
        let total = children.dropFirst().reduce(first.value) { combine($0, $1.value) }
        result.append(Tree(name: name, value: total, children: children))
      }
      start = end
    }
    return result
  }
}
