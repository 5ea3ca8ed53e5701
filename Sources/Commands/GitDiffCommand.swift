import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt git-diff`: what git calls in place of its own comparison of two versions of a checkpoint.
///
/// **Reference** gitattributes(5), "Defining an external diff driver": the arguments, and that the exit
/// status is 0 whether the versions differ or not.
struct GitDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "git-diff",
    abstract: "Show git what differs between two versions of a checkpoint.",
    discussion: """
      In a repository, once:
        git config diff.ckpt.command "ckpt git-diff"
        echo '*.h5 diff=ckpt' >> .gitattributes
      Then git diff shows what ckpt diff --summary says.
      """)

  @Argument(help: "Path, old file, hash and mode, new file, hash and mode, as git gives them.")
  var arguments: [String] = []

  func run() throws {
    guard arguments.count >= 7 else {
      throw CommandError(
        "git-diff: expected the seven arguments of git's diff drivers, found \(arguments.count); "
          + "use ckpt diff to compare two files")
    }
    let (path, old, new) = (arguments[0], arguments[1], arguments[4])
    let name = PrintableText.escaped(path)
    Console.standard.show("ckpt diff --summary a/\(name) b/\(name)")
    Console.standard.show(GitDiffCommand.text(from: old, to: new))
  }

  /// Git knows a version that does not exist by the name of the null device.
  private static func text(from old: String, to new: String) -> String {
    do {
      if old == "/dev/null" { return "new checkpoint: \(try Inspection(of: new).summary)" }
      if new == "/dev/null" { return "deleted checkpoint: \(try Inspection(of: old).summary)" }
      return try Difference(from: old, to: new).summary
    } catch {
      // Git stops at a driver that fails, so that no other file would be shown.
      return "cannot be compared: \(error)"
    }
  }
}
