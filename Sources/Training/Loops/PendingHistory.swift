import Checkpoints
import NumericsContract
import Tensors

/// Steps whose losses are still on the device and not yet part of the history.
///
/// The history has binary32 losses: RN32 of those in binary64 (NUM-156).
///
/// Reading a loss waits for the device, so losses are read in groups: before a save, and when many
/// have gathered.
struct PendingHistory {
  private static let limit = 64

  private var steps: [(step: Int, batch: SHA256Digest, loss: Tensor?)] = []

  /// Notes a completed step; one that computed no loss has the loss NaN.
  mutating func append(step: Int, batches: [SHA256Digest], loss: Tensor?) {
    var hasher = SHA256Hasher()
    for digest in batches { hasher.update(digest) }
    steps.append((step, hasher.finalize(), loss))
  }

  /// Whether it is time to read the losses.
  var isFull: Bool { steps.count >= PendingHistory.limit }

  /// Reads the losses and adds the steps to the history.
  mutating func drain(into position: LoopPosition) throws(TrainingError) {
    for entry in steps {
      let loss: Double
      do {
        loss = try entry.loss?.number() ?? .nan
      } catch {
        throw TrainingError(.device, "step \(entry.step): \(error)")
      }
      position.history.append(
        step: UInt64(entry.step), batch: entry.batch, loss: Float(loss).canonicalized)
    }
    steps.removeAll(keepingCapacity: true)
  }
}
