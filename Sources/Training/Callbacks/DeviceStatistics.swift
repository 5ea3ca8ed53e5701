public import CanonicalJSON
public import Devices
import SystemPackage

/// Writes down, step by step, what a run takes: memory on its device and in this process, operations, time.
///
///     let statistics = DeviceStatistics(.cpu(threads: 4))
///     let trainer = Trainer(
///       maxEpochs: 10, device: statistics.device, output: "runs/mine", callbacks: [statistics])
///
/// Rows go to `device-statistics.csv` in the run's folder. It is a file of its own because memory and time
/// differ from one execution to the next, while checkpoints and the loggers' files, whose bytes checkpoints
/// vouch for, may not. Nobody reads it: a resumed run adds its rows, and its seconds and peaks begin again.
/// The device is waited for after each operation, so a run takes longer while it is watched; its results
/// have the same bits.
public final class DeviceStatistics: Callback {
  /// What was found after a step, or after a batch of an evaluation.
  public struct Record: Sendable {
    /// What the run was doing.
    public let stage: Stage
    /// Steps completed.
    public let step: Int
    /// The batch within its loader, counted from 0; nil after a training step.
    public let batch: Int?
    /// Since the callback was made.
    public let time: Duration
    /// Operations performed since the record before.
    public let operations: Int
    /// Buffers held on the device.
    public let buffers: Int
    /// Bytes of their elements.
    public let bytes: Int
    /// The most bytes at a time so far.
    public let peakBytes: Int
    /// Bytes of this process in main memory; nil where the system does not say.
    public let residentBytes: Int?
    /// The most of those since the process began.
    public let peakResidentBytes: Int?
  }

  /// Name of the file in the run's folder.
  public static let fileName = "device-statistics.csv"

  private static let header =
    "stage,step,batch,seconds,operations,buffers,bytes,peak_bytes,resident_bytes,"
    + "peak_resident_bytes\n"

  public let name = "deviceStatistics"
  private let meter: MemoryMeter
  private let includesEvaluation: Bool
  private let now: () -> Duration
  private var counted = 0
  private var file: FileDescriptor?
  /// The latest record.
  public private(set) var latest: Record?

  /// The device to train on: the given one, watched.
  public var device: any Device { meter }

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - device: What computes.
  ///   - includingEvaluation: Add a record after each batch of a validation, a test or a prediction.
  ///   - clock: A clock that never goes back; the system's unless given.
  public init(
    _ device: any Device, includingEvaluation: Bool = false, clock: (() -> Duration)? = nil
  ) {
    meter = MemoryMeter(device)
    includesEvaluation = includingEvaluation
    let start = ContinuousClock.now
    now = clock ?? { ContinuousClock.now - start }
  }

  deinit { try? file?.close() }

  /// It has no influence on any checkpoint.
  public var configuration: JSONValue? { nil }

  public func onTrainStepEnd(_ run: Run) throws { try note(run, batch: nil) }

  public func onValidationBatchEnd(_ run: Run, batch: Int, loader: Int) throws {
    if includesEvaluation { try note(run, batch: batch) }
  }

  public func onTestBatchEnd(_ run: Run, batch: Int, loader: Int) throws {
    if includesEvaluation { try note(run, batch: batch) }
  }

  public func onPredictBatchEnd(_ run: Run, batch: Int, loader: Int) throws {
    if includesEvaluation { try note(run, batch: batch) }
  }

  private func note(_ run: Run, batch: Int?) throws {
    let process = ProcessMemory.current
    let record = Record(
      stage: run.stage, step: run.step, batch: batch, time: now(),
      operations: meter.operationCount - counted, buffers: meter.heldBuffers,
      bytes: meter.heldBytes, peakBytes: meter.peakBytes, residentBytes: process?.resident,
      peakResidentBytes: process?.peakResident)
    counted = meter.operationCount
    latest = record
    if let folder = run.output { try write(record, in: folder) }
  }

  private func write(_ record: Record, in folder: String) throws(TrainingError) {
    let path = FilePath(folder).appending(DeviceStatistics.fileName)
    do {
      let file = try file ?? open(path)
      self.file = file
      try file.writeAll(Array(record.row.utf8))
    } catch {
      throw TrainingError(
        .inputOutput, "cannot write \(path): \(error); nothing that was saved is lost")
    }
  }

  /// Opens the file to add to it; a new one begins with the names of the columns.
  private func open(_ path: FilePath) throws -> FileDescriptor {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .append, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    if try file.seek(offset: 0, from: .end) == 0 {
      try file.writeAll(Array(DeviceStatistics.header.utf8))
    }
    return file
  }
}

extension DeviceStatistics.Record {
  /// A line of the file; what is not known is left empty.
  fileprivate var row: String {
    func text(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
    let seconds = CheckpointName.text(time.microseconds / 1e6, digits: 6)
    return "\(stage.rawValue),\(step),\(text(batch)),\(seconds),\(operations),\(buffers),"
      + "\(bytes),\(peakBytes),\(text(residentBytes)),\(text(peakResidentBytes))\n"
  }
}
