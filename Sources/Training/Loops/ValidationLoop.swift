import Datasets
import Devices
import Metrics
import Tensors

/// Evaluates a model over batches and averages what it logs.
struct ValidationLoop {
  let dispatcher: Dispatcher
  let seed: UInt64

  /// The averages, sorted by name; nil when a signal arrived in between.
  func run(
    _ batches: EpochBatches, workers: Int, step: (Batch, Context) -> Void
  ) throws -> [(name: String, value: Double)]? {
    let ledger = MetricLedger(on: dispatcher)
    let loader = try Loader(batches, workers: workers)
    while let batch = try loader.next() {
      if StopSignal.received != nil { return nil }
      dispatcher.during(.evaluation) {
        let context = Context.evaluation(on: dispatcher, seed: seed)
        step(Batch(batch, rows: 0..<batch.count, on: dispatcher), context)
        ledger.add(context.logged, samples: batch.count, isLoggedStep: false)
      }
    }
    return try ledger.takeEpochValues()
  }
}
