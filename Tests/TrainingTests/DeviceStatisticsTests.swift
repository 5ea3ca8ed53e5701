import CPUDevice
import Devices
import Foundation
import Optimizers
import ReferenceDevice
import Testing

@testable import Training

/// What a run takes is written beside it, never into it.
@Suite("Device statistics")
struct DeviceStatisticsTests {
  private func fit(
    _ folder: String?, _ statistics: DeviceStatistics? = nil, stopAfter: Int? = nil,
    resume: Bool = false
  ) throws -> FitResult {
    let plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 2, logEveryNSteps: 1)
    var execution = Execution(
      output: folder, stopAfter: stopAfter,
      resume: resume ? folder.map { $0 + "/checkpoints/last.h5" } : nil)
    execution.sanityValidationBatches = 1
    let callbacks: [any Callback] = [ModelCheckpoint(saveTopK: -1, everyNSteps: 1)]
    return try Trainer(
      plan, device: statistics?.device ?? ReferenceDevice(), execution: execution,
      callbacks: callbacks + (statistics.map { [$0] } ?? [])
    ).fit(SmallTask.adamW(), SmallTask.data)
  }

  /// Rows of the file, without its header, as numbers of the columns' names.
  private func rows(_ scratch: ScratchFolder, _ folder: String) throws -> [[String: String]] {
    let lines = try scratch.text("\(folder)/device-statistics.csv").split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",").map(String.init)
    #expect(
      names == [
        "stage", "step", "batch", "seconds", "operations", "buffers", "bytes", "peak_bytes",
        "resident_bytes", "peak_resident_bytes",
      ])
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(cells.count == names.count, "\(line)")
      return Dictionary(uniqueKeysWithValues: zip(names, cells))
    }
  }

  @Test("CKPT-002: with statistics, and resumed with them, every file of a run has the same bytes")
  func sameFiles() throws {
    let scratch = try ScratchFolder()
    _ = try fit(scratch.folder("without"))
    _ = try fit(
      scratch.folder("with"), DeviceStatistics(ReferenceDevice(), includingEvaluation: true))
    for step in [1, 5, 7] {
      let folder = scratch.folder("\(step)")
      _ = try fit(folder, DeviceStatistics(ReferenceDevice()), stopAfter: step)
      _ = try fit(folder, DeviceStatistics(ReferenceDevice()), resume: true)
      // Ten steps, and each in one of the two executions.
      #expect(try rows(scratch, "\(step)").map { $0["step"] } == (1...10).map { "\($0)" })
    }
    let files =
      ["metrics.csv"]
      + (1...10).map {
        "checkpoints/step-000000\($0 < 10 ? "0" : "")\($0).h5"
      }
    for file in files {
      let expected = try scratch.bytes("without/\(file)")
      for folder in ["with", "1", "5", "7"] {
        #expect(try scratch.bytes("\(folder)/\(file)") == expected, "\(folder)/\(file)")
      }
    }
  }

  @Test("a row after each training step, and after each batch of an evaluation when asked")
  func events() throws {
    let scratch = try ScratchFolder()
    let clock = ClosureClock()
    let statistics = DeviceStatistics(
      try CPUDevice(threads: 2), includingEvaluation: true, clock: clock.now)
    _ = try fit(scratch.folder("run"), statistics)
    let found = try rows(scratch, "run")
    // Seven samples validate in two batches; the sanity check looks at one.
    let epoch = { (first: Int) in
      (first..<first + 5).map { "fit \($0) " } + [
        "validate \(first + 4) 0", "validate \(first + 4) 1",
      ]
    }
    #expect(
      found.map { "\($0["stage"] ?? "") \($0["step"] ?? "") \($0["batch"] ?? "")" }
        == ["sanityCheck 0 0"] + epoch(1) + epoch(6))
    #expect(found.map { $0["seconds"] } == (1...15).map { "\($0).500000" })
    let module = SmallTask.adamW()
    let trainer = Trainer(
      TrainingPlan(seed: SmallTask.seed), device: statistics.device, callbacks: [statistics])
    _ = try trainer.test(module, SmallTask.data)
    #expect(statistics.latest?.stage == .test && statistics.latest?.batch == 1)
  }

  @Test("operations, buffers and bytes are those of the device, equal on every one")
  func counts() throws {
    var found: [[String]] = []
    for device in [ReferenceDevice(), try CPUDevice(threads: 3)] as [any Device] {
      let scratch = try ScratchFolder()
      let statistics = DeviceStatistics(device)
      _ = try fit(scratch.folder("run"), statistics)
      let rows = try rows(scratch, "run")
      let bytes = rows.compactMap { $0["bytes"].flatMap { Int($0) } }
      let peaks = rows.compactMap { $0["peak_bytes"].flatMap { Int($0) } }
      // The 69 parameters and two moments of each at least.
      #expect(bytes.count == 10 && bytes.allSatisfy { $0 >= 3 * 69 * 4 })
      #expect(zip(bytes, peaks).allSatisfy { $0 <= $1 } && peaks == peaks.sorted())
      for row in rows {
        let resident = try #require(row["resident_bytes"].flatMap { Int($0) })
        let peak = try #require(row["peak_resident_bytes"].flatMap { Int($0) })
        #expect(resident > 1 << 20 && peak >= resident)
      }
      found.append(
        rows.map { "\($0["operations"] ?? "") \($0["buffers"] ?? "") \($0["bytes"] ?? "")" })
      // Steps alike have as many operations: those of full batches that follow no validation.
      let operations = rows.compactMap { $0["operations"].flatMap { Int($0) } }
      #expect(Set(operations[1..<4]).count == 1 && Set(operations[6..<9]) == Set(operations[1..<4]))
    }
    #expect(found[0] == found[1])
  }

  @Test("without a folder the latest record is there, and no file")
  func memoryAlone() throws {
    let statistics = DeviceStatistics(ReferenceDevice())
    _ = try fit(nil, statistics)
    let latest = try #require(statistics.latest)
    #expect(latest.stage == .fit && latest.step == 10 && latest.batch == nil)
    #expect(latest.operations > 0 && latest.buffers > 0)
  }

  @Test("memory of the process is read from what the system says, or is not known")
  func processMemory() {
    let memory = ProcessMemory(
      status: "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 7 kB\nThreads:\t1\n")
    #expect(memory?.peakResident == 2048 * 1024 && memory?.resident == 7 * 1024)
    for text in ["", "VmRSS:\t7 kB\n", "VmHWM:\t7 MB\nVmRSS:\t7 kB\n", "VmHWM: x kB\nVmRSS: 7 kB"] {
      #expect(ProcessMemory(status: text) == nil, "\(text)")
    }
  }

  /// A clock that is a second further each time somebody looks.
  private final class ClosureClock {
    var seconds = 0
    func now() -> Duration {
      seconds += 1
      return .milliseconds(1000 * seconds + 500)
    }
  }
}
