internal import Devices

/// How the rows of all heads are shared: blocks of rows, and tasks of consecutive blocks.
///
/// Shapes alone decide. Tasks are few, because each has scratch of its own.
struct AttentionBlocks {
  /// Tasks to run; 0 when there are no rows.
  let tasks: Int
  private let rows: Int
  private let blockRows: Int
  private let blocksPerHead: Int
  private let blocks: Int

  private static let mostTasks = 32
  /// Heads that keep some threads busy without being cut.
  private static let enoughHeads = 16
  /// Each block packs its head's keys anew, so a block has many rows.
  private static let leastRows = 96
  /// Multiplications that one thread computes sooner than it wakes another.
  private static let smallest = 131_072.0

  /// Cuts `rows` queries or keys of each head.
  init(_ shape: AttentionShape, rows: Int) {
    let heads = shape.batch * shape.heads
    self.rows = rows
    let wanted = heads >= Self.enoughHeads ? 1 : max(1, Self.enoughHeads / max(1, heads))
    blockRows = max(Self.leastRows, (rows + wanted - 1) / wanted)
    blocksPerHead = (rows + blockRows - 1) / blockRows
    blocks = heads * blocksPerHead
    let multiplications =
      Double(heads) * Double(shape.size) * Double(shape.queries) * Double(shape.keys)
    tasks = min(blocks, multiplications < Self.smallest ? 1 : Self.mostTasks)
  }

  /// Calls `body` with the head and the rows of each block of a task.
  func each(in task: Int, _ body: (_ head: Int, _ rows: Range<Int>) -> Void) {
    for block in task * blocks / tasks..<(task + 1) * blocks / tasks {
      let (head, place) = block.quotientAndRemainder(dividingBy: blocksPerHead)
      body(head, place * blockRows..<min(rows, (place + 1) * blockRows))
    }
  }
}
