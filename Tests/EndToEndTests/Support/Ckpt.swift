import Foundation

/// The `ckpt` that the tests run: the real program, in processes of its own.
struct Ckpt {
  let path: String

  /// The release build, or nil: `LOCKSTEP_CKPT`, else the one in the package's build folder.
  static let release = find("LOCKSTEP_CKPT", configuration: "release")
  /// The debug build, or nil: `LOCKSTEP_CKPT_DEBUG`, else the one beside the tests.
  static let debug = find("LOCKSTEP_CKPT_DEBUG", configuration: "debug")

  /// Whether both builds are there to be compared.
  static var hasBothBuilds: Bool { release != nil && debug != nil }

  /// The faster build that there is.
  ///
  /// - Throws: `ChildProcess.Failure` when there is none.
  static var current: Ckpt {
    get throws {
      guard let found = release ?? debug else {
        throw ChildProcess.Failure(
          description: "there is no ckpt: build it, or name it in LOCKSTEP_CKPT")
      }
      return found
    }
  }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - folder: The working directory; nil for that of the tests.
  ///   - environment: Variables in addition to `PATH`.
  ///   - prefix: A program and arguments that start `ckpt`, such as `setpriv …`.
  func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    under prefix: [String] = []
  ) throws -> ChildProcess.Outcome {
    try start(arguments, in: folder, environment: environment, under: prefix).wait()
  }

  /// Starts a command.
  func start(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    under prefix: [String] = []
  ) throws -> ChildProcess {
    let words = prefix + [path] + arguments
    let variables = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    return try ChildProcess(
      words[0], Array(words.dropFirst()), environment: variables, in: folder)
  }

  private static func find(_ variable: String, configuration: String) -> Ckpt? {
    let manager = FileManager.default
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty {
      return manager.isExecutableFile(atPath: named) ? Ckpt(path: named) : nil
    }
    // The tests lie in <build folder>/<triple>/debug; the source file finds the package's own.
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders = [
      bundle.deletingLastPathComponent().appendingPathComponent(configuration),
      package.appendingPathComponent(".build/\(configuration)"),
    ]
    return folders.map { $0.appendingPathComponent("ckpt").path }
      .first { manager.isExecutableFile(atPath: $0) }.map { Ckpt(path: $0) }
  }
}
