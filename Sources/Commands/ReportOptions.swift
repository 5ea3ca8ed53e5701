import ArgumentParser
import CheckpointTools
import CommandLineKit

/// The option of every command that reports.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print the report as JSON.")
  var json = false

  /// Prints a report and ends with its status.
  func show(_ report: some CommandReport) throws {
    try show(report, as: try report.text(asJSON: json))
  }

  /// Prints another form of a report and ends with the report's status.
  func show(_ report: some CommandReport, as text: String) throws {
    Console.standard.show(text)
    if report.exitStatus != .done { throw CommandStatus(status: report.exitStatus) }
  }
}
