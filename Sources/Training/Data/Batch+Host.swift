import Datasets
import Tensors

extension Batch {
  /// The rows of a logical shard of a batch of this process, sent to the device (NUM-027).
  ///
  /// - Returns: nil when the shard has no rows.
  init?(_ batch: TrainingBatch, shard: Int, of count: Int, on dispatcher: Dispatcher) {
    func rows(_ part: HostBatch) -> Range<Int> {
      shard * part.count / count..<(shard + 1) * part.count / count
    }
    guard !rows(batch.parts[0]).isEmpty else { return nil }
    let first = Batch(batch.parts[0], rows: rows(batch.parts[0]), on: dispatcher)
    let others = batch.parts.dropFirst().map { Batch($0, rows: rows($0), on: dispatcher) }
    self.init(
      inputs: first.inputs, labels: first.labels, others: others, loader: batch.loader)
  }

  /// Some rows of a batch of this process, sent to the device.
  init(_ batch: HostBatch, rows: Range<Int>, on dispatcher: Dispatcher) {
    let width = batch.shape.dropFirst().reduce(1, *)
    let whole = rows.count == batch.count
    let labelShape = batch.labelShape.dropFirst()
    let labelCount = labelShape.reduce(1, *)
    func range(_ count: Int) -> Range<Int> { rows.lowerBound * count..<rows.upperBound * count }
    let inputs = whole ? batch.inputs : batch.inputs[range(width)]
    let labels = whole ? batch.labels : batch.labels[range(labelCount)]
    self.init(
      inputs: Tensor(inputs, shape: [rows.count, width], on: dispatcher),
      labels: Tensor(labels, shape: Shape([rows.count] + labelShape), on: dispatcher))
  }
}

extension Tensor {
  /// Numbers of this process, sent to the device.
  fileprivate init(_ numbers: HostNumbers, shape: Shape, on dispatcher: Dispatcher) {
    switch numbers {
    case .float32(let values): self.init(values, shape: shape, on: dispatcher)
    case .int32(let values): self.init(values, shape: shape, on: dispatcher)
    }
  }
}
