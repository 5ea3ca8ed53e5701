import Foundation
import Testing

/// A run that the clock stops says at which step, and is the run that was told to stop there.
@Suite struct MaxTimeTests {
  @Test("--max-time stops at a commit point, records (timeLimit, step), and equals --stop-after it")
  func stops() throws {
    let folder = try ScratchFolder()
    let output = folder.place("timed")
    let timed = try Ckpt.current.run(
      SignalTests.longRun(output: output, ["--max-time", "0.2"]))
    try #require(timed.status == 0 && timed.output.contains("time is up after step "), "\(timed)")
    let record = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: output + "/run.json"))) as? [String: Any])
    let execution = try #require((record["executions"] as? [[String: Any]])?.first)
    let decisions = try #require(execution["decisions"] as? [[String: Any]])
    #expect(decisions.count == 1 && decisions.first?["kind"] as? String == "timeLimit")
    let step = try #require(decisions.first?["step"] as? Int)
    #expect(timed.output.contains("time is up after step \(step);"), "\(timed)")

    let told = try Ckpt.current.run(
      SignalTests.longRun(output: folder.place("told"), ["--stop-after", "\(step)"]))
    try #require(told.status == 0, "\(told)")
    let files = try RunFiles(output)
    #expect(files.names.last == ShortRun.name(step: step))
    #expect(try files.lacks(of: RunFiles(folder.place("told"))) == [])
  }
}
