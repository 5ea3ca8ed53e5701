import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt diff`: what differs between two checkpoints.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two checkpoints, bit by bit and in units in the last place (ULP).",
    discussion: "Exit status: 0 identical (or close, with --max-ulp), 1 different, 2 trouble.")

  @Argument(help: "A checkpoint file.")
  var a: String

  @Argument(help: "The checkpoint file to compare it with.")
  var b: String

  @Option(help: "Accept floating-point tensors whose elements are at most N ULP apart.")
  var maxUlp: UInt64?

  @Option(help: "Only tensors whose path matches; may be repeated.")
  var only: [String] = []

  @Option(help: "Not the tensors whose path matches; may be repeated.")
  var exclude: [String] = []

  @Option(help: "Show at most N differing tensors, the most different first.")
  var top: Int?

  @Option(
    help: ArgumentHelp("Compare a tensor of A with one of another name in B.", valueName: "from=to")
  )
  var rename: [String] = []

  @Flag(help: "Print the verdict and a line for each section that differs.")
  var summary = false

  @Flag(help: "Print the report as Markdown, for a comment.")
  var markdown = false

  @OptionGroup var report: ReportOptions

  func run() throws {
    if [summary, markdown, report.json].count(where: { $0 }) > 1 {
      throw CommandError("--summary, --markdown and --json: expected one of them, found several")
    }
    var options = DifferenceOptions()
    options.maximumULP = maxUlp
    options.only = only.map { GlobPattern($0) }
    options.exclude = exclude.map { GlobPattern($0) }
    options.top = top
    options.renames = try rename.map { try DifferenceOptions.Rename(parsing: $0) }
    if let top, top < 0 { throw CommandError("--top \(top): expected at least 0") }
    let difference = try Difference(from: a, to: b, options: options)
    if summary { return try report.show(difference, as: difference.summary) }
    if markdown { return try report.show(difference, as: difference.markdown) }
    try report.show(difference)
  }
}
