import Foundation
import Glibc
import Testing

/// SIGTERM and SIGINT end a run at its next commit point, with everything saved.
@Suite(.serialized) struct SignalTests {
  /// A run that does not end by itself while a test looks at it.
  static func longRun(output: String, _ more: [String] = []) -> [String] {
    [
      "train", "digits-mlp", "--output", output, "--max-steps", "1000000",
      "--checkpoint-every-n-steps", "7",
    ]
      + ShortRun.settings([
        "data.batchSize=50", "trainer.accumulateGradBatches=3", "trainer.validateEveryNSteps=5",
        "trainer.logEveryNSteps=1",
      ]) + more
  }

  @Test(
    "a signal saves at the next commit point, says how to resume, and resuming gives the same bytes",
    arguments: [(SIGTERM, Int32(143), 1), (SIGTERM, 143, 3), (SIGINT, 130, 1), (SIGINT, 130, 4)])
  func signal(_ number: Int32, status: Int32, checkpoints: Int) throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    let child = try Ckpt.current.start(Self.longRun(output: output))
    let awaited = output + "/checkpoints/" + ShortRun.name(step: 7 * checkpoints)
    while child.isRunning, access(awaited, F_OK) != 0 { usleep(200) }
    child.send(number)
    let outcome = try child.wait()
    try #require(outcome.status == status, "\(outcome)")

    let step = try #require(Self.step(in: outcome.errors), "\(outcome)")
    let name = ShortRun.name(step: step)
    #expect(outcome.errors.contains("checkpoint \(output)/checkpoints/\(name)"), "\(outcome)")
    let files = try RunFiles(output)
    #expect(files.names.last == name)
    #expect(files.bytes(name) == files.bytes("last.h5"))
    let verified = try Ckpt.current.run(["verify", output])
    #expect(verified.status == 0, "\(verified)")

    // The command that the message gives, and a few steps more.
    let advice = try #require(
      outcome.errors.split(separator: "\n").first { $0.hasPrefix("continue with: ") })
    let words = advice.dropFirst("continue with: ".count).split(separator: " ").map(String.init)
    #expect(words.first == "ckpt")
    let goal = ["--stop-after", "\(step + 10)"]
    let resumed = try Ckpt.current.run(Array(words.dropFirst()) + goal)
    try #require(resumed.status == 0, "\(resumed)")
    let record = try Ckpt.current.run(Self.longRun(output: folder.place("record"), goal))
    try #require(record.status == 0, "\(record)")
    #expect(try RunFiles(output).lacks(of: RunFiles(folder.place("record"))) == [])
  }

  /// The number in "interrupted after step 21".
  static func step(in text: String) -> Int? {
    guard let words = text.components(separatedBy: "interrupted after step ").dropFirst().first
    else { return nil }
    return Int(words.prefix { $0.isNumber })
  }
}
