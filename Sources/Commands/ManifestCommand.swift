import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Signing

/// `ckpt manifest`: every file of a model with its digest, ready to be signed.
struct ManifestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest",
    abstract: "List a file, or all files of a folder, with SHA-256, as sign signs them.",
    discussion: """
      The list is the in-toto statement of the OpenSSF Model Signing Specification 1.0, in JSON. .git, \
      .gitattributes, .github and .gitignore at the top of a folder are left out, and so is the file of \
      --output.

      Exit status: 0 done, 2 trouble.
      """)

  @Argument(help: "A checkpoint file, the output folder of a run, or any other file or folder.")
  var target: String

  @Option(help: "File to write the list to, instead of standard output.")
  var output: String?

  @OptionGroup var report: ReportOptions

  func run() throws {
    let model = try ModelPath(target)
    if let output { try OutputFile.requireReplaceable(output) }
    let statement = try ModelStatement(of: model, besides: output)
    let manifest = ManifestReport(text: try statement.text, json: statement.json)
    guard let output else { return try report.show(manifest) }
    try TextFile.write(manifest.text, to: output)
  }
}

/// A statement, which is JSON for people as well.
struct ManifestReport: CommandReport {
  let text: String
  let json: JSONValue

  var exitStatus: ExitStatus { .done }
  var description: String { text }
}
