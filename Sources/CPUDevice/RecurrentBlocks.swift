internal import CKernels
internal import Devices

/// How sequences are shared: blocks that take their steps together, and tasks of several blocks.
///
/// Shapes alone decide. Tasks are few, because each has scratch of its own.
struct RecurrentBlocks {
  /// Tasks to run; 0 when there are no sequences.
  let tasks: Int
  private let sequences: Int
  private let blocks: Int

  /// Whole tiles of rows on every instruction set.
  private static let rows = Int(LOCKSTEP_RECURRENT_ROWS)
  private static let mostTasks = 32
  /// Multiplications that one thread computes sooner than it wakes another.
  private static let smallest = 131_072.0

  /// Cuts the batch.
  init(_ shape: RecurrentShape, gates: Int) {
    sequences = shape.batch
    blocks = (sequences + Self.rows - 1) / Self.rows
    let multiplications =
      Double(shape.sequenceCount) * Double(gates) * Double(shape.hidden)
    tasks = min(blocks, multiplications < Self.smallest ? 1 : Self.mostTasks)
  }

  /// Calls `body` with the task and the sequences of each block.
  func each(on workers: WorkerPool, _ body: (_ task: Int, _ sequences: Range<Int>) -> Void) {
    workers.run(tasks: tasks) { task in
      for block in task * blocks / tasks..<(task + 1) * blocks / tasks {
        body(task, block * Self.rows..<min(sequences, (block + 1) * Self.rows))
      }
    }
  }
}
