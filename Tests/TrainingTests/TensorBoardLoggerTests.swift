import CanonicalJSON
import Checkpoints
import Foundation
import ReferenceDevice
import RemoteDevice
import TensorBoard
import Tensors
import Testing
import Training

/// The event file of a run: what is in it, and that an interruption leaves no trace.
@Suite("TensorBoard logger")
struct TensorBoardLoggerTests {
  private static let file = "tensorboard/events.out.tfevents.0.lockstep"

  /// Some steps log a histogram, an image and a text besides numbers.
  private func run(
    _ folder: String, at time: Double, stopAfter: Int? = nil, resume: String? = nil
  ) throws -> FitResult {
    let plan = TrainingPlan(
      seed: SmallTask.seed, maxEpochs: 2, validateEveryNSteps: 2, logEveryNSteps: 1)
    return try Trainer(
      plan, device: RemoteDevice(),
      execution: Execution(output: folder, stopAfter: stopAfter, resume: resume),
      callbacks: [LearningRateMonitor(), ModelCheckpoint(everyNSteps: 3), PictureMonitor()],
      loggers: [CSVLogger(), TensorBoardLogger(clock: { time })]
    ).fit(SmallTask.sgd(), SmallTask.data)
  }

  private func bytes(_ result: FitResult) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: try #require(result.checkpoint)))
  }

  @Test(
    "CKPT-002: resumed at any step and at another time, records are equal but for their times",
    arguments: 1..<10)
  func resume(_ step: Int) throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"), at: 1_000)
    #expect(whole.step == 10)
    let stopped = try run(scratch.folder("run"), at: 2_000.5, stopAfter: step)
    let resumed = try run(
      scratch.folder("run"), at: 3_000.25, resume: stopped.checkpoint)
    #expect(try bytes(resumed) == bytes(whole))
    let (log, other) = (
      try scratch.bytes("whole/" + Self.file), try scratch.bytes("run/" + Self.file)
    )
    #expect(log != other && log.count == other.count)
    let records = try #require(EventFile.withoutTimes([UInt8](log)))
    #expect(EventFile.withoutTimes([UInt8](other)) == records)
  }

  @Test("resumed into another folder, the records come along; the rest of a killed run does not")
  func otherFolder() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"), at: 1_000)
    let stopped = try run(scratch.folder("first"), at: 2_000, stopAfter: 5)
    let path = scratch.folder("first/" + Self.file)
    let kept = try scratch.bytes("first/" + Self.file)
    // A run that was killed leaves records that no checkpoint covers, the last of them torn.
    try (kept + kept.dropLast(7)).write(to: URL(fileURLWithPath: path))
    let resumed = try run(scratch.folder("second"), at: 3_000, resume: stopped.checkpoint)
    #expect(try bytes(resumed) == bytes(whole))
    let second = try scratch.bytes("second/" + Self.file)
    #expect(second.starts(with: kept))
    #expect(
      EventFile.withoutTimes([UInt8](second))
        == EventFile.withoutTimes([UInt8](try scratch.bytes("whole/" + Self.file))))
  }

  @Test("a file that was damaged, exchanged or shortened is refused")
  func damage() throws {
    let scratch = try ScratchFolder()
    let stopped = try run(scratch.folder("run"), at: 1_000, stopAfter: 3)
    let url = URL(fileURLWithPath: scratch.folder("run/" + Self.file))
    let log = try Data(contentsOf: url)
    let logger = TensorBoardLogger(clock: { 1_000 })
    let changes: [(inout Data) -> Void] = [
      { $0[0] ^= 1 }, { $0[$0.count / 2] ^= 0x10 }, { $0[$0.count - 1] ^= 0x80 },
      { $0.removeLast() }, { $0.removeAll() }, { $0 = Data(count: $0.count) },
      { $0.replaceSubrange(0..<8, with: repeatElement(0xFF, count: 8)) },
      { data in
        let other = Data(logger.record([LogEntry("a", .scalar(1))], step: 1, epoch: 0))
        while data.count >= log.count - other.count { data.removeLast() }
        data.append(other)
      },
    ]
    for (index, change) in changes.enumerated() {
      var changed = log
      change(&changed)
      try changed.write(to: url)
      let error = #expect(throws: TrainingError.self, "change \(index)") {
        try run(scratch.folder("run"), at: 1_000, resume: stopped.checkpoint)
      }
      #expect(error?.code == .mismatch, "change \(index)")
    }
  }

  @Test("values that are logged together are one record, with the epoch unless there is one")
  func records() {
    let logger = TensorBoardLogger(clock: { 7 })
    #expect(
      logger.record(
        [LogEntry("loss", .scalar(0.5)), LogEntry("words", .text("b"))], step: 4, epoch: 2)
        == EventFile.record(
          [.scalar("loss", 0.5), .text("words", "b"), .scalar("epoch", 2)], step: 4, at: 7))
    #expect(
      logger.record([LogEntry("epoch", .scalar(0.5))], step: 4, epoch: 2)
        == EventFile.record([.scalar("epoch", 0.5)], step: 4, at: 7))
    #expect(logger.record([], step: 4, epoch: 2) == [])
    #expect(
      logger.header(["a": 1])
        == EventFile.start(at: 7) + EventFile.record([.hyperParameters(["a": 1])], step: 0, at: 7))
  }

  @Test("the logger's own clock is that of the system")
  func clock() throws {
    let before = Date().timeIntervalSince1970
    let header = TensorBoardLogger().header([:])
    let after = Date().timeIntervalSince1970
    // The first record's time lies behind the length, its checksum and the field's number.
    let bits = LittleEndian.uint64(Array(header[13..<21]))
    let time = Double(bitPattern: bits)
    #expect(before <= time && time <= after)
  }
}
