import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt inspect`: what is in a checkpoint.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a checkpoint holds: position in the run, tensors, digests.")

  @Argument(help: "A checkpoint file.")
  var file: String

  @Flag(help: "Add minimum, maximum, mean, standard deviation and special values of each tensor.")
  var stats = false

  @Option(help: "Show the elements of one tensor, such as /model/hidden/bias.")
  var tensor: String?

  @Option(help: "Which elements of --tensor, a range an axis: 0:3,::2.")
  var slice: String?

  @Option(help: "Levels of the tree to show; deeper ones are summed up.")
  var depth: Int?

  @Option(help: "Only tensors whose path matches: * within a name, ** across names.")
  var filter: String?

  @Flag(help: "Check every digest first.")
  var verify = false

  @OptionGroup var report: ReportOptions

  func run() throws {
    var options = InspectionOptions()
    options.statistics = stats
    options.readsContents = report.json
    options.verifies = verify
    options.tensor = tensor
    options.slice = try slice.map { try TensorSlice($0) }
    options.depth = depth
    options.filter = filter.map { GlobPattern($0) }
    if slice != nil && tensor == nil {
      throw CommandError("--slice needs --tensor: which tensor's elements?")
    }
    if let depth, depth < 1 { throw CommandError("--depth \(depth): expected at least 1") }
    try report.show(try Inspection(of: file, options: options))
  }
}
