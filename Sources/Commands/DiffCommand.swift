import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt diff`: what differs between two checkpoints.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two checkpoints, bit by bit and in units in the last place (ULP).",
    discussion: """
      Files of other formats are compared too, also with a checkpoint: model.hidden.weight or \
      hidden.weight there is /model/hidden/weight here. Of two folders, files of the same name are \
      compared. Tensors whose digests are equal are the same and are not read, without --verify.
      Exit status: 0 identical (or close, with --max-ulp or --tolerances), 1 different, 2 trouble.
      """)

  @Argument(help: "A checkpoint file, a file with tensors of another format, or a folder of them.")
  var a: String

  @Argument(help: "The file or folder to compare it with.")
  var b: String

  @Option(help: "Accept floating-point tensors whose elements are at most N ULP apart.")
  var maxUlp: UInt64?

  @Option(
    help: ArgumentHelp(
      "Accept tensors by the first matching pattern of a YAML or JSON file: '/model/**': {maxULP: 4}.",
      valueName: "file"))
  var tolerances: String?

  @Option(help: "Only tensors whose path matches; may be repeated.")
  var only: [String] = []

  @Option(help: "Not the tensors whose path matches; may be repeated.")
  var exclude: [String] = []

  @Option(help: "Show at most N differing tensors, the most different first.")
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Compare a tensor, a group or, with *, a prefix of A with one of another name in B.",
      valueName: "from=to"))
  var rename: [String] = []

  @Flag(help: "Count differing elements by distance and by bit.")
  var histogram = false

  @Flag(help: "Read every tensor and check every digest, where digests are equal too.")
  var verify = false

  @Flag(help: "Print the verdict and a line for each section that differs.")
  var summary = false

  @Flag(help: "Print the report as Markdown, for a comment.")
  var markdown = false

  @Option(
    help: ArgumentHelp("Write the report as one page of HTML; - prints it.", valueName: "file"))
  var html: String?

  @OptionGroup var report: ReportOptions

  func run() throws {
    if [summary, markdown, report.json, html == "-"].count(where: { $0 }) > 1 {
      throw CommandError(
        "--summary, --markdown, --html - and --json: expected one of them, found several")
    }
    let options = try options
    if FolderDifference.isPair(a, b) {
      guard !summary, !markdown, html == nil else {
        throw CommandError(
          "\(a) and \(b) are folders: expected the table or --json, found another form")
      }
      return try report.show(try FolderDifference(from: a, to: b, options: options))
    }
    let difference = try Difference(from: a, to: b, options: options)
    if let html, html != "-" { try TextFile.write(difference.html, to: html) }
    if html == "-" { return try report.show(difference, as: difference.html) }
    if summary { return try report.show(difference, as: difference.summary) }
    if markdown { return try report.show(difference, as: difference.markdown) }
    try report.show(difference)
  }

  private var options: DifferenceOptions {
    get throws {
      var options = DifferenceOptions()
      options.maximumULP = maxUlp
      if let tolerances { options.tolerances = try ToleranceFile.read(tolerances) }
      options.only = only.map { GlobPattern($0) }
      options.exclude = exclude.map { GlobPattern($0) }
      options.top = top
      options.renames = try rename.map { try DifferenceOptions.Rename(parsing: $0) }
      options.countsBits = histogram || html != nil
      options.readsAll = verify
      if let top, top < 0 { throw CommandError("--top \(top): expected at least 0") }
      return options
    }
  }
}
