import Devices
import NumericsContract

/// A value that a training pass saw and whose running average a buffer keeps (NUM-113).
///
/// A pass only collects: the average moves once a micro-batch, when all its shards have been seen.
public struct Observation {
  /// Keeps the average.
  public let buffer: Buffer
  /// What was seen; of the buffer's shape.
  public let value: Tensor
  /// Share of the new value, a host scalar in 0 ... 1.
  public let momentum: Double
  /// Path of the layer that saw it.
  let layer: String

  /// Moves the averages by what the shards of one micro-batch saw, in ascending order of shard.
  ///
  /// The shards' values fold by adjacent pairs, ÷ RN32(number of shards) if there are several; then
  /// `average = average · RN32(1 − momentum) + value · RN32(momentum)`, each operation rounded. A layer
  /// that was called several times moves its averages once a call, in order.
  ///
  /// - Precondition: all shards made the same observations in the same order.
  public static func move(_ shards: [[Observation]]) {
    guard let first = shards.first else { return }
    for shard in shards {
      precondition(
        shard.map(\.buffer.path) == first.map(\.buffer.path),
        "shards of a micro-batch observed \(first.map(\.buffer.path)) and "
          + "\(shard.map(\.buffer.path)); a layer must be called equally often in each")
    }
    for (index, observation) in first.enumerated() {
      let average = observation.buffer.value
      average.dispatcher.within(layer: observation.layer) {
        observation.move(
          average, by: SumOrder.foldAdjacentPairs(shards.map { $0[index].value }) { $0 + $1 },
          of: shards.count)
      }
    }
  }

  private func move(_ average: Tensor, by sum: Tensor?, of shards: Int) {
    guard let sum else { return }
    let mean = shards > 1 ? sum.divided(by: shards) : sum
    let (old, new) = (average * (1 - momentum), mean * momentum)
    average.dispatcher.perform(
      .binary(Binary(.add, old.operand, new.operand, into: average.operand)))
  }
}
