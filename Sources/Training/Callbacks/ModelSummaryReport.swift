public import CanonicalJSON

/// Shows a table of the model's layers when a fit starts; it has no influence on any file.
public final class ModelSummaryReport: Callback {
  public let name = "modelSummary"
  private let output: any ProgressReport.Output
  private let maxDepth: Int

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - output: Where the table goes.
  ///   - maxDepth: Levels below the model; −1 for all.
  public init(to output: any ProgressReport.Output, maxDepth: Int = 1) {
    precondition(maxDepth >= -1, "a summary of \(maxDepth) levels; -1 stands for all")
    self.output = output
    self.maxDepth = maxDepth
  }

  public var configuration: JSONValue? { nil }

  public func onFitStart(_ run: Run) throws {
    output.print(try run.modelSummary(maxDepth: maxDepth).description)
  }
}
