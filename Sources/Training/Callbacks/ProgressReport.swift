public import CanonicalJSON

/// Tells people how far a run is; it has no influence on any file.
public final class ProgressReport: Callback {
  /// Where the report goes: a line that replaces itself on a terminal, plain lines otherwise.
  public protocol Output: AnyObject {
    /// Shows a passing state, now, later or never; only what is shown is put into words.
    func update(_ line: @escaping @autoclosure () -> String)
    /// Shows a line that stays.
    func print(_ line: String)
  }

  public let name = "progressReport"
  private let output: any Output
  private var planned: Int?
  private let headline: String?

  /// Creates a report to `output` that begins with a headline.
  public init(to output: any Output, headline: String? = nil) {
    self.output = output
    self.headline = headline
  }

  public var configuration: JSONValue? { nil }

  public func onFitStart(_ fit: Run) {
    let run = fit.summary
    planned = run.plannedSteps
    if let headline { output.print(headline) }
    let elements = run.parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
    output.print(
      "\(elements) parameters in \(run.parameters.count) tensors, "
        + "\(count(run.trainingSamples)) training and \(count(run.validationSamples)) validation "
        + "samples, \(count(run.stepsPerEpoch)) steps an epoch"
        + (run.completedSteps > 0 ? ", continuing after step \(run.completedSteps)" : ""))
  }

  public func onCommit(_ event: CommitEvent) -> CallbackRequest {
    if event.epochEnded {
      output.print("epoch \(event.epoch)  \(steps(event)) \(text(event.metrics))")
    } else {
      output.update(
        "epoch \(event.epoch + 1)  \(self.bar(event))\(self.steps(event)) \(self.text(event.progressMetrics))"
      )
    }
    return CallbackRequest()
  }

  /// A number, unless only the end of a stream tells it.
  private func count(_ number: Int?) -> String { number.map { "\($0)" } ?? "unknown" }

  private func steps(_ event: CommitEvent) -> String {
    planned.map { "step \(event.step)/\($0)" } ?? "step \(event.step)"
  }

  private func text(_ metrics: [(name: String, value: Double)]) -> String {
    metrics.map { " \($0.name) \(ProgressReport.short($0.value))" }.joined()
  }

  /// Twenty places that fill up as the run goes on; nothing when nobody knows its length.
  private func bar(_ event: CommitEvent) -> String {
    guard let planned, planned > 0 else { return "" }
    let filled = min(20, event.step * 20 / planned)
    return String(repeating: "━", count: filled) + String(repeating: "·", count: 20 - filled) + "  "
  }

  /// Four digits after the point, without the platform's formatting.
  public static func short(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
    let scaled = Int((value.magnitude * 10_000).rounded(.toNearestOrEven))
    let fraction = String(scaled % 10_000)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return
      "\(sign)\(scaled / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
  }
}
