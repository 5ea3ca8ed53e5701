import CanonicalJSON
import Testing

/// The default run, all of its epochs, under every way to execute it.
@Suite(.serialized) struct ExecutionIndependenceTests {
  /// One way to execute a run.
  struct Condition: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var environment: [String: String] = [:]
    var testDescription: String {
      (environment.map { "\($0.key)=\($0.value)" } + arguments).joined(separator: " ")
    }
  }

  /// The run that the others are held against: one thread, no loader workers, best instruction set.
  static let usual = Result { try train(Condition(arguments: []), by: try Ckpt.current) }

  static func train(_ condition: Condition, by ckpt: Ckpt) throws -> RunFiles {
    let folder = try ScratchFolder()
    let outcome = try ckpt.run(
      ["train", "digits-mlp", "--output", folder.place("run")] + condition.arguments,
      environment: condition.environment)
    try #require(outcome.status == 0, "\(outcome)")
    return try RunFiles(folder.place("run"))
  }

  static func expectUsualBytes(_ condition: Condition, by ckpt: Ckpt) throws {
    let usual = try usual.get()
    let trained = try train(condition, by: ckpt)
    #expect(usual.names.count == 20)
    #expect(trained.names == usual.names)
    #expect(trained.lacks(of: usual) == [])
  }

  @Test(
    "the checkpoints of every epoch are the same bytes whatever the number of threads",
    arguments: [1, 2, 3, 7])
  func threads(_ count: Int) throws {
    try Self.expectUsualBytes(Condition(arguments: ["--threads", "\(count)"]), by: .current)
  }

  @Test(
    "the checkpoints of every epoch are the same bytes on every device",
    arguments: ["reference", "cpu"])
  func devices(_ name: String) throws {
    try Self.expectUsualBytes(Condition(arguments: ["--device", name]), by: .current)
  }

  @Test("the checkpoints of every epoch are the same bytes in every instruction set of the machine")
  func instructionSets() throws {
    let listed = try Ckpt.current.run(["devices", "--json"])
    try #require(listed.status == 0, "\(listed)")
    let report = try JSONParser.parse(Array(listed.output.utf8))
    let cpu = try #require(report["devices"]?.array?.first { $0["name"]?.string == "cpu" })
    let names = try #require(cpu["instructionSets"]?.array).compactMap {
      $0["instructionSet"]?.string
    }
    #expect(names.contains("portable"))
    for name in names {
      for threads in ["1", "3"] {
        try Self.expectUsualBytes(
          Condition(arguments: ["--threads", threads], environment: ["LOCKSTEP_ISA": name]),
          by: .current)
      }
    }
  }

  @Test("an instruction set that the machine lacks is refused in one line, not replaced by another")
  func unknownInstructionSet() throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run(
      ["train", "digits-mlp", "--output", folder.place("run")],
      environment: ["LOCKSTEP_ISA": "avx1024"])
    #expect(outcome.status == 2)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("avx1024") && outcome.errors.contains("portable"))
  }

  @Test(
    "the checkpoints of every epoch are the same bytes whatever the number of loader workers",
    arguments: [0, 1, 4])
  func workers(_ count: Int) throws {
    try Self.expectUsualBytes(Condition(arguments: ["--workers", "\(count)"]), by: .current)
  }

  @Test(
    "debug and release builds write the same bytes",
    .enabled(if: Ckpt.hasBothBuilds, "needs a debug and a release build of ckpt"))
  func builds() throws {
    let debug = try #require(Ckpt.debug)
    try Self.expectUsualBytes(Condition(arguments: ["--threads", "2"]), by: debug)
  }

  @Test("another seed gives other bytes: the comparisons can fail")
  func otherSeed() throws {
    let usual = try Self.usual.get()
    let other = try Self.train(Condition(arguments: ["--seed", "43"]), by: .current)
    #expect(other.names == usual.names)
    // Every checkpoint, last.h5 and the log.
    #expect(other.lacks(of: usual).count == usual.names.count + 2)
  }
}
