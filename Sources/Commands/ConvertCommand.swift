import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt convert`: the tensors of a file in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write the tensors of a file in another format, with the same bits.",
    discussion: """
      Formats: safetensors, npz, hdf5 (plain); of a checkpoint also lockstep (whole, or its model with \
      --weights-only) and thin (large tensors once for many checkpoints, in a folder chunks beside B). \
      Without --to the ending of B decides: .safetensors, .npz, .h5, .hdf5 or .thin; a thin file is made \
      whole again, byte for byte.
      Exit status: 0 written, 2 trouble; then nothing was written, and the error names what B cannot hold.
      """)

  @Argument(help: "A checkpoint file, or a file with tensors of another format.")
  var a: String

  @Argument(help: "The file to write.")
  var b: String

  @Option(help: "The format to write: safetensors, npz, hdf5, lockstep or thin.")
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
    let isThin = to == ConversionOptions.thinName
    options.thins = isThin ? true : to.map { _ in false }
    options.format =
      try isThin
      ? nil
      : to.map { name in
        guard let format = ConversionOptions.format(named: name) else {
          throw CommandError(
            "--to \(name): expected one of \(ConversionOptions.formatNames.joined(separator: ", "))"
          )
        }
        return format
      }
    options.weightsOnly = weightsOnly
    options.filter = filter.map { GlobPattern($0) }
    options.replaces = force
    try report.show(try Conversion(from: a, to: b, options: options))
  }
}
