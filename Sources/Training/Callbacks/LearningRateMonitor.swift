public import CanonicalJSON
import Optimizers

/// Logs the learning rate of each step: `learning_rate`, or `learning_rate/generator` where there are
/// several optimizers; behind it `/1` and so on for the groups after the default one.
public final class LearningRateMonitor: Callback {
  public let name = "learningRateMonitor"

  /// Creates the callback.
  public init() {}

  public var configuration: JSONValue? { [:] }

  public func onTrainBatchStart(_ run: Run, batch: Int) {
    guard run.logsThisStep else { return }
    for entry in run.optimizers {
      let name = run.optimizers.count == 1 ? "learning_rate" : "learning_rate/\(entry.name)"
      for (group, rate) in entry.optimizer.learningRates.enumerated() {
        run.log(group == 0 ? name : "\(name)/\(group)", rate)
      }
    }
  }
}
