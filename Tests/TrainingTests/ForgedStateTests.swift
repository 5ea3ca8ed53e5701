import Checkpoints
import Foundation
import NumericsContract
import ReferenceDevice
import Tensors
import Testing
import Training

/// A checkpoint whose digests are right but whose state no run can have reached.
@Suite("Forged state")
struct ForgedStateTests {
  private static let plan = TrainingPlan(
    seed: SmallTask.seed, maxEpochs: 3, accumulateGradBatches: 2, logEveryNSteps: 1)

  private func run(
    _ folder: String, stopAfter: Int? = nil, resume: String? = nil
  ) throws -> FitResult {
    let trainer = Trainer(
      Self.plan, device: ReferenceDevice(),
      execution: Execution(output: folder, stopAfter: stopAfter, resume: resume),
      callbacks: [EarlyStopping(monitor: "val_loss"), ModelCheckpoint()])
    return try trainer.fit(SmallTask.adamW(), SmallTask.data)
  }

  /// Writes the state of a checkpoint over it with other values of some counters.
  private func forge(_ path: String, _ values: [String: UInt64]) throws {
    let file = try CheckpointFile(opening: path)
    let entries = try file.stateTree().entries.map { entry in
      values[entry.path].map {
        StateEntry(path: entry.path, type: .uint64, shape: [], bytes: LittleEndian.bytes(of: $0))
      } ?? entry
    }
    try CheckpointWriter.write(
      tree: StateTree(entries), run: file.run, parameters: file.parameters,
      profile: "ordered", to: path)
  }

  /// `/scheduler/` of `/scheduler/step`: the scheduler may name its rate first.
  private func section(of path: String) -> String {
    String(path[...(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  @Test(
    "a counter that does not fit the others is refused by its path, without a crash or a hang",
    arguments: [
      // After step 4 of 3 an epoch: epoch 1, batch 2 of 5, micro-batch 7.
      ["/loop/batch": 5, "/data/cursor": 5, "/loop/microBatch": 10, "/loop/step": 6],
      ["/loop/batch": 1_000_000, "/data/cursor": 1_000_000],
      ["/loop/batch": UInt64(Int.max), "/data/cursor": UInt64(Int.max)],
      ["/loop/microBatch": UInt64(Int.max), "/rng/dropout:dropout": UInt64(Int.max)],
      ["/loop/step": UInt64(Int.max)], ["/loop/step": 5], ["/scheduler/step": UInt64(Int.max)],
      ["/loop/epoch": UInt64(Int.max), "/data/epoch": UInt64(Int.max)],
      ["/optimizer/adamw/scalars/step": UInt64.max],
      ["/callbacks/earlyStopping/waited": UInt64(Int.max)],
      ["/loggers/csv/length": UInt64(Int.max)], ["/loggers/csv/length": 1 << 45],
    ])
  func counters(_ values: [String: UInt64]) throws {
    let scratch = try ScratchFolder()
    let stopped = try run(scratch.folder("run"), stopAfter: 4)
    let path = try #require(stopped.checkpoint)
    let log = try scratch.text("run/metrics.csv")
    try forge(path, [:])
    #expect(try run(scratch.folder("run"), stopAfter: 4, resume: path).step == 4)
    try forge(path, values)
    let error = #expect(throws: TrainingError.self) {
      try run(scratch.folder("run"), resume: path)
    }
    #expect(error?.code == .mismatch, "\(String(describing: error))")
    #expect(
      values.keys.contains { error?.message.contains(section(of: $0)) == true }
        || values["/loggers/csv/length"].map { error?.message.contains("\($0) bytes") } == true,
      "\(String(describing: error))")
    #expect(try scratch.text("run/metrics.csv") == log)
  }
}
