/// What may be done around validation, test and prediction, in the order of the calls.
///
/// Each event goes to the callbacks in the order of their list, then to the module. An error that a hook
/// throws ends the run as any other error does: `onException` is told.
public protocol EvaluationHooks {
  /// Called first in every run, before a checkpoint is read.
  func setup(_ run: Run) throws
  /// Called when a validation, or a sanity check, begins.
  func onValidationStart(_ run: Run) throws
  /// Called before the first batch of a validation.
  func onValidationEpochStart(_ run: Run) throws
  /// Called before a validation batch, counted from 0 within its loader.
  func onValidationBatchStart(_ run: Run, batch: Int, loader: Int) throws
  /// Called after a validation batch.
  func onValidationBatchEnd(_ run: Run, batch: Int, loader: Int) throws
  /// Called after the last batch of a validation, before its values are taken.
  func onValidationEpochEnd(_ run: Run) throws
  /// Called when the values of a validation are known, or when a signal has interrupted it.
  func onValidationEnd(_ run: Run) throws
  /// Called when a test begins.
  func onTestStart(_ run: Run) throws
  /// Called before the first batch of a test.
  func onTestEpochStart(_ run: Run) throws
  /// Called before a test batch, counted from 0 within its loader.
  func onTestBatchStart(_ run: Run, batch: Int, loader: Int) throws
  /// Called after a test batch.
  func onTestBatchEnd(_ run: Run, batch: Int, loader: Int) throws
  /// Called after the last batch of a test, before its values are taken.
  func onTestEpochEnd(_ run: Run) throws
  /// Called when the values of a test are known.
  func onTestEnd(_ run: Run) throws
  /// Called when a prediction begins.
  func onPredictStart(_ run: Run) throws
  /// Called before the first batch of a prediction.
  func onPredictEpochStart(_ run: Run) throws
  /// Called before a batch of a prediction, counted from 0 within its loader.
  func onPredictBatchStart(_ run: Run, batch: Int, loader: Int) throws
  /// Called after a batch of a prediction.
  func onPredictBatchEnd(_ run: Run, batch: Int, loader: Int) throws
  /// Called after the last batch of a prediction.
  func onPredictEpochEnd(_ run: Run) throws
  /// Called when a prediction is complete.
  func onPredictEnd(_ run: Run) throws
  /// Called last in every run that ended without an error.
  func teardown(_ run: Run) throws
  /// Called when an error ends the run, before it reaches the caller.
  func onException(_ run: Run, _ error: any Error)
}

extension EvaluationHooks {
  public func setup(_ run: Run) throws {}
  public func onValidationStart(_ run: Run) throws {}
  public func onValidationEpochStart(_ run: Run) throws {}
  public func onValidationBatchStart(_ run: Run, batch: Int, loader: Int) throws {}
  public func onValidationBatchEnd(_ run: Run, batch: Int, loader: Int) throws {}
  public func onValidationEpochEnd(_ run: Run) throws {}
  public func onValidationEnd(_ run: Run) throws {}
  public func onTestStart(_ run: Run) throws {}
  public func onTestEpochStart(_ run: Run) throws {}
  public func onTestBatchStart(_ run: Run, batch: Int, loader: Int) throws {}
  public func onTestBatchEnd(_ run: Run, batch: Int, loader: Int) throws {}
  public func onTestEpochEnd(_ run: Run) throws {}
  public func onTestEnd(_ run: Run) throws {}
  public func onPredictStart(_ run: Run) throws {}
  public func onPredictEpochStart(_ run: Run) throws {}
  public func onPredictBatchStart(_ run: Run, batch: Int, loader: Int) throws {}
  public func onPredictBatchEnd(_ run: Run, batch: Int, loader: Int) throws {}
  public func onPredictEpochEnd(_ run: Run) throws {}
  public func onPredictEnd(_ run: Run) throws {}
  public func teardown(_ run: Run) throws {}
  public func onException(_ run: Run, _ error: any Error) {}
}
