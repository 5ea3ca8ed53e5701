import Datasets
import Tensors

extension Batch {
  /// Some rows of a batch of this process, sent to the device.
  init(
    _ batch: HostBatch, rows: Range<Int>, on dispatcher: Dispatcher, precision: Precision,
    others: [Batch] = [], loader: Int = 0
  ) {
    let width = batch.shape.dropFirst().reduce(1, *)
    let whole = rows.count == batch.count
    let labelShape = batch.labelShape.dropFirst()
    let labelCount = labelShape.reduce(1, *)
    func range(_ count: Int) -> Range<Int> { rows.lowerBound * count..<rows.upperBound * count }
    let inputs = whole ? batch.inputs : batch.inputs[range(width)]
    let labels = whole ? batch.labels : batch.labels[range(labelCount)]
    self.init(
      inputs: Tensor(inputs, precision, shape: [rows.count, width], on: dispatcher),
      labels: Tensor(
        labels, precision,
        shape: whole ? Shape(batch.labelShape) : Shape([rows.count] + labelShape), on: dispatcher),
      others: others, loader: loader)
  }
}

extension Tensor {
  /// Numbers of this process, sent to the device.
  fileprivate init(
    _ numbers: HostNumbers, _ precision: Precision, shape: Shape, on dispatcher: Dispatcher
  ) {
    switch numbers {
    case .float32(let values):
      self.init(values, as: precision.numberType, shape: shape, on: dispatcher)
    case .int32(let values): self.init(values, shape: shape, on: dispatcher)
    }
  }
}
