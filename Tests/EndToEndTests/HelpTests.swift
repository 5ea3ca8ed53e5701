import Testing

@Suite struct HelpTests {
  /// The options of each command: names that scripts rely on.
  static let options: [(command: String, options: [String])] = [
    (
      "train",
      [
        "--config", "--output", "--data", "--seed", "--max-epochs", "--max-steps", "--device",
        "--threads",
        "--profile", "--shards", "--workers", "--checkpoint-every-n-steps", "--stop-after",
        "--resume", "--set", "--print-config", "--list", "--max-time", "--profiler",
        "--model-summary", "--quiet", "--device-statistics",
      ]
    ),
    (
      "tune learning-rate",
      [
        "--config", "--data", "--seed", "--device", "--threads", "--set", "--minimum", "--maximum",
        "--steps", "--linear", "--divergence-factor", "--json",
      ]
    ),
    (
      "tune batch-size",
      [
        "--config", "--data", "--seed", "--device", "--threads", "--set", "--memory", "--initial",
        "--exact", "--steps-per-trial", "--max-trials", "--json",
      ]
    ),
    ("validate", ["--data", "--device", "--threads", "--workers", "--json"]),
    ("test", ["--data", "--device", "--threads", "--workers", "--json"]),
    ("predict", ["--out", "--data", "--device", "--threads", "--workers", "--json"]),
    (
      "inspect",
      ["--stats", "--tensor", "--slice", "--depth", "--filter", "--verify", "--json"]
    ),
    (
      "diff",
      [
        "--max-ulp", "--tolerances", "--only", "--exclude", "--top", "--rename", "--histogram",
        "--verify", "--summary", "--markdown", "--html", "--json",
      ]
    ),
    ("convert", ["--to", "--weights-only", "--filter", "--force", "--json"]),
    ("git-diff", []),
    (
      "verify",
      ["--key", "--signature", "--rerun", "--threads", "--devices", "--data", "--json"]
    ),
    ("manifest", ["--output", "--json"]),
    ("sign", ["--key", "--signature", "--json"]),
    ("replay", ["--threads", "--devices", "--data", "--json"]),
    ("devices", ["--json"]),
  ]

  @Test(
    "--help of every command exits 0 and names every option on standard output", arguments: options)
  func help(command: String, options: [String]) throws {
    let command = command.split(separator: " ").map(String.init)
    for arguments in [command + ["--help"], command + ["-h"], ["help"] + command] {
      let outcome = try Ckpt.current.run(arguments)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
      let words = Set(outcome.output.split { " \n,".contains($0) }.map(String.init))
      for option in options + ["--help"] {
        #expect(words.contains(option), "\(option) is not in the help of \(command)")
      }
    }
  }

  @Test("ckpt --help names every command and what each exit status means")
  func rootHelp() throws {
    for arguments in [["--help"], ["help"], []] {
      let outcome = try Ckpt.current.run(arguments)
      #expect(outcome.status == 0, "\(outcome)")
      for (command, _) in Self.options {
        let name = command.prefix { $0 != " " }
        #expect(outcome.output.contains("\n  \(name) "), "\(command)")
      }
      let words = Set(outcome.output.split { " \n;".contains($0) }.map(String.init))
      #expect(words.isSuperset(of: ["0", "1", "2", "130", "143"]), "\(outcome)")
    }
    let version = try Ckpt.current.run(["--version"])
    #expect(version.status == 0 && version.output.contains("."), "\(version)")
  }

  @Test("train --list names the tasks, and devices exits 0 when every probe passes")
  func lists() throws {
    let tasks = try Ckpt.current.run(["train", "--list"])
    #expect(tasks.status == 0 && tasks.output.hasPrefix("digits-mlp "), "\(tasks)")
    let devices = try Ckpt.current.run(["devices"])
    #expect(devices.status == 0 && devices.output.contains("reference"), "\(devices)")
    #expect(!devices.output.contains("failed"), "\(devices)")
  }
}
