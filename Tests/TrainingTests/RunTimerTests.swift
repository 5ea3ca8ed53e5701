import CanonicalJSON
import Devices
import ReferenceDevice
import Testing
import Training

/// A timer acts on a run by the clock, and the run says what it did by the step.
@Suite struct RunTimerTests {
  /// A clock that is a second further each time somebody looks.
  private final class Clock {
    var seconds = 0
    func now() -> Duration {
      seconds += 1
      return .seconds(seconds)
    }
  }

  @Test("CKPT-002: a timer ends a fit at a commit point; run.json has the step, and it is that run")
  func ends() throws {
    let scratch = try ScratchFolder()
    let timer = RunTimer(.seconds(4), clock: Clock().now)
    let plan = TrainingPlan(seed: 3, maxEpochs: 9)
    let result = try Trainer(
      plan, device: ReferenceDevice(), execution: Execution(output: scratch.folder("timed")),
      callbacks: [timer]
    ).fit(SmallTask.adamW(), SmallTask.data)
    #expect(result.reason == .timeLimit)
    // The clock is looked at when training starts and after every step.
    #expect(result.step == 4)
    let record = try JSONParser.parse(Array(scratch.bytes("timed/run.json")))
    #expect(
      record["executions"]?.array?[0]["decisions"]?.array == [["kind": "timeLimit", "step": 4]])
    try Trainer(
      plan, device: ReferenceDevice(),
      execution: Execution(output: scratch.folder("told"), stopAfter: 4)
    ).fit(SmallTask.adamW(), SmallTask.data)
    let file = "checkpoints/step-00000004.h5"
    #expect(try scratch.bytes("timed/\(file)") == scratch.bytes("told/\(file)"))
  }

  @Test("each stage has its time; a fit's holds its validations, and a failed stage ends too")
  func stages() throws {
    final class Moved {
      var seconds = 0
    }
    final class Slow: Callback {
      let name = "slow"
      let configuration: JSONValue? = nil
      let clock: Moved
      var fails = false
      struct Failure: Error {}

      init(_ clock: Moved) { self.clock = clock }
      func onTrainStepEnd(_ run: Run) throws {
        clock.seconds += 100
        if fails { throw Failure() }
      }
      func onValidationBatchStart(_ run: Run, batch: Int, loader: Int) { clock.seconds += 1 }
      func onTestBatchStart(_ run: Run, batch: Int, loader: Int) { clock.seconds += 10_000 }
    }
    let clock = Moved()
    let timer = RunTimer(.seconds(2000), clock: { .seconds(clock.seconds) })
    let slow = Slow(clock)
    let trainer = Trainer(
      TrainingPlan(seed: 3, maxEpochs: 2), device: ReferenceDevice(), callbacks: [timer, slow])
    let module = SmallTask.adamW()
    try trainer.fit(module, SmallTask.data)
    // Ten steps; two validation batches an epoch and in the check before the first.
    #expect(timer.timeElapsed(in: .fit) == .seconds(1004))
    #expect(timer.timeElapsed(in: .validate) == .seconds(4))
    #expect(timer.timeElapsed(in: .sanityCheck) == .seconds(2))
    #expect(timer.timeRemaining == .seconds(996))
    _ = try trainer.test(module, SmallTask.data)
    #expect(timer.timeElapsed(in: .test) == .seconds(20_000))
    slow.fails = true
    #expect(throws: Slow.Failure.self) { try trainer.fit(module, SmallTask.data) }
    #expect(timer.timeElapsed(in: .fit) == .seconds(1104))
    #expect(RunTimer().timeRemaining == nil)
  }
}
