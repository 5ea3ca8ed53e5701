import ArgumentParser
import CheckpointTools
import CommandLineKit

/// The option of every command that reports.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print the report as JSON.")
  var json = false

  /// Prints a report and ends with its status.
  func show(_ report: some CommandReport) throws {
    Console.standard.show(try report.text(asJSON: json))
    if report.exitStatus != .done { throw CommandStatus(status: report.exitStatus) }
  }
}
