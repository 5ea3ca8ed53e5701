/// A tree drawn with lines, one row for each group and leaf, with aligned columns beside the names.
public struct TreeText: Sendable, CustomStringConvertible {
  private let table: Table

  /// Draws trees below each other.
  ///
  /// - Parameters:
  ///   - trees: what stands at the top.
  ///   - depth: how many levels to draw, nil for all; a group that is cut off keeps its totals.
  ///   - columns: the columns to the right of the names.
  ///   - cells: the text of those columns for one place in the tree.
  public init<Value>(
    _ trees: [Tree<Value>], depth: Int? = nil, columns: [Table.Column],
    cells: (Tree<Value>) -> [String]
  ) {
    var table = Table([Table.Column("")] + columns)
    for tree in trees {
      TreeText.draw(tree, "", "", depth.map { max($0, 1) } ?? Int.max, &table, cells)
    }
    self.table = table
  }

  /// The rows with a line end between them.
  public var description: String { table.description }

  private static func draw<Value>(
    _ tree: Tree<Value>, _ branch: String, _ trunk: String, _ levels: Int, _ table: inout Table,
    _ cells: (Tree<Value>) -> [String]
  ) {
    let mark = tree.children.isEmpty ? "" : "/"
    table.append([branch + tree.name + mark] + cells(tree))
    guard levels > 1 else { return }
    for (index, child) in tree.children.enumerated() {
      let isLast = index == tree.children.count - 1
      draw(
        child, trunk + (isLast ? "└── " : "├── "), trunk + (isLast ? "    " : "│   "),
        levels - 1, &table, cells)
    }
  }
}
