import CanonicalJSON
import Testing

/// What is promised of one built-in task is promised of each.
@Suite(.serialized) struct EveryTaskTests {
  @Test("there is a small run of every task that is listed")
  func everyTask() throws {
    let listed = try Ckpt.current.run(["train", "--list"])
    let names = listed.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(names == SmallRun.all.map(\.task))
  }

  @Test(
    "every task leaves the same bytes on any device, thread count, instruction set and worker count",
    arguments: SmallRun.all)
  func execution(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let usual = try run.train(output: folder.place("usual"), in: folder)
    #expect(usual.names.count >= 3)
    var ways: [(arguments: [String], environment: [String: String])] = [
      (["--device", "reference"], [:]), (["--workers", "3"], [:]),
    ]
    for threads in ["2", "3", "7"] { ways.append((["--threads", threads], [:])) }
    for name in try Self.instructionSets() {
      ways.append((["--threads", "2"], ["LOCKSTEP_ISA": name]))
    }
    for (index, way) in ways.enumerated() {
      let other = try run.train(
        output: folder.place("way-\(index)"), in: folder, way.arguments,
        environment: way.environment)
      #expect(other.names == usual.names)
      #expect(other.lacks(of: usual) == [], "\(way)")
    }
    let seed = try run.train(output: folder.place("seed"), in: folder, ["--seed", "43"])
    #expect(seed.lacks(of: usual).count == usual.names.count + 2, "the comparisons can fail")
  }

  /// Names of the instruction sets of this processor.
  private static func instructionSets() throws -> [String] {
    let listed = try Ckpt.current.run(["devices", "--json"])
    let report = try JSONParser.parse(Array(listed.output.utf8))
    let cpu = try #require(report["devices"]?.array?.first { $0["name"]?.string == "cpu" })
    let names = try #require(cpu["instructionSets"]?.array).compactMap {
      $0["instructionSet"]?.string
    }
    #expect(names.contains("portable"))
    return names
  }

  @Test(
    "every task can stop after any step and go on in a new process, with the same bytes",
    arguments: SmallRun.all, [1, 2])
  func resuming(_ run: SmallRun, shards: Int) throws {
    let folder = try ScratchFolder()
    let shards = ["--shards", "\(shards)"]
    let whole = try run.train(output: folder.place("whole"), in: folder, shards)
    let last = try #require(
      whole.names.last.flatMap { Int($0.dropFirst("step-".count).dropLast(".h5".count)) })
    #expect(last >= 12)
    for step in 1...last {
      let output = folder.place("stopped-\(step)")
      _ = try run.train(output: output, in: folder, shards + ["--stop-after", "\(step)"])
      let resumed = try Ckpt.current.run([
        "train", run.task, "--output", output, "--resume", "last", "--threads",
        "\(1 + step % 3)", "--workers", "\(step % 2)",
      ])
      try #require(resumed.status == 0, "step \(step): \(resumed)")
      #expect(try RunFiles(output).lacks(of: whole) == [], "stopped after step \(step)")
      try ScratchFolder.remove(output)
    }
  }

  @Test(
    "every task learns: the validation loss, or what else judges it, falls",
    arguments: SmallRun.all)
  func learning(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let log = try run.train(output: folder.place("run"), in: folder).log
    let losses = log.split(separator: "\n").filter { $0.contains(",\(run.measure),") }
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    #expect(losses.count >= 3)
    for (earlier, later) in zip(losses, losses.dropFirst()) {
      #expect(later < earlier, "\(losses)")
    }
  }

  @Test(
    "inspect, diff, verify and replay work on the checkpoints of every task",
    arguments: SmallRun.all)
  func tools(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let files = try run.train(output: folder.place("run"), in: folder)
    let inspected = try Ckpt.current.run(["inspect", files.last, "--stats", "--verify"])
    #expect(inspected.status == 0 && inspected.output.contains("\nmodel/ "), "\(inspected)")
    let same = try Ckpt.current.run(["diff", files.last, files.checkpoints[files.names.count - 1]])
    #expect(same.status == 0, "\(same)")
    let different = try Ckpt.current.run(["diff", files.checkpoints[0], files.checkpoints[1]])
    #expect(different.status == 1 && different.output.contains("/model/"), "\(different)")
    for command in [
      ["verify", files.folder, "--rerun", "--threads", "2"], ["replay", files.folder],
    ] {
      let outcome = try Ckpt.current.run(command)
      #expect(outcome.status == 0, "\(outcome)")
    }
    #expect(try RunFiles(files.folder).lacks(of: files) == [])
  }
}
