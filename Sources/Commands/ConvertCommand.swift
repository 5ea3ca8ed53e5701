import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt convert`: the tensors of a file in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write the tensors of a file in another format, with the same bits.",
    discussion: """
      Formats: safetensors, npz, hdf5 (plain) and, of a checkpoint's model, lockstep. Without --to the \
      ending of B decides: .safetensors, .npz, .h5 or .hdf5.
      Exit status: 0 written, 2 trouble; then nothing was written, and the error names what B cannot hold.
      """)

  @Argument(help: "A checkpoint file, or a file with tensors of another format.")
  var a: String

  @Argument(help: "The file to write.")
  var b: String

  @Option(help: "The format to write: safetensors, npz, hdf5 or lockstep.")
  var to: String?

  @Flag(help: "Take a checkpoint's model alone, by the names of its layers.")
  var weightsOnly = false

  @Option(help: "Only tensors whose path matches: * within a name, ** across names.")
  var filter: String?

  @Flag(help: "Replace B if it exists.")
  var force = false

  @OptionGroup var report: ReportOptions

  func run() throws {
    var options = ConversionOptions()
    options.format = try to.map { name in
      guard let format = ConversionOptions.format(named: name) else {
        throw CommandError(
          "--to \(name): expected one of \(ConversionOptions.formatNames.joined(separator: ", "))")
      }
      return format
    }
    options.weightsOnly = weightsOnly
    options.filter = filter.map { GlobPattern($0) }
    options.replaces = force
    try report.show(try Conversion(from: a, to: b, options: options))
  }
}
