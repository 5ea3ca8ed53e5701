import Datasets
import Tensors

extension Batch {
  /// Some rows of a batch of this process, sent to the device.
  init(_ batch: HostBatch, rows: Range<Int>, on dispatcher: Dispatcher) {
    let width = batch.shape.dropFirst().reduce(1, *)
    let whole = rows.count == batch.count
    let inputs =
      whole
      ? batch.inputs : Array(batch.inputs[rows.lowerBound * width..<rows.upperBound * width])
    let labels = whole ? batch.labels : Array(batch.labels[rows])
    self.init(
      inputs: Tensor(inputs, shape: [rows.count, width], on: dispatcher),
      labels: Tensor(labels, shape: [rows.count], on: dispatcher))
  }
}
