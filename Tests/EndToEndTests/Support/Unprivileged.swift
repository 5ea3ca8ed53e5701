import Foundation
import Glibc

/// A way to run `ckpt` as a user whom file modes bind: the tests' own user, or nobody when that is root.
struct Unprivileged {
  let ckpt: Ckpt
  private let prefix: [String]

  /// Why it cannot be done here; nil when it can.
  static let obstacle: String? =
    geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
    ? nil : "needs setpriv to give up root"

  /// Puts a copy of the program where everybody may run it.
  init(in folder: ScratchFolder) throws {
    guard geteuid() == 0 else {
      ckpt = try .current
      prefix = []
      return
    }
    // Another process copies it: a program that this one has open for writing, and that a process
    // started meanwhile inherits, cannot be executed.
    let copied = try ChildProcess(
      "/bin/cp", [try Ckpt.current.path, folder.place("ckpt")], environment: [:], in: nil
    ).wait()
    guard copied.status == 0 else {
      throw ChildProcess.Failure(description: "cannot copy ckpt: \(copied)")
    }
    chmod(folder.path, 0o755)
    ckpt = Ckpt(path: folder.place("ckpt"))
    prefix = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
  }

  /// Runs a command.
  func run(_ arguments: [String]) throws -> ChildProcess.Outcome {
    try ckpt.run(arguments, under: prefix)
  }
}
