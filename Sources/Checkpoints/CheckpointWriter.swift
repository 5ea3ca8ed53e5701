public import CanonicalJSON
internal import Glibc
internal import HDF5
internal import NumericsContract
internal import Synchronization
public import Tensors

/// Writes checkpoints: identical state gives identical bytes, and a file has its name only when it is
/// complete and on the device.
///
/// **Reference** Formats/checkpoint-v1.md.
public enum CheckpointWriter {
  /// Writes a state to `path`.
  ///
  /// The bytes go to a hidden file in the same folder, which is reserved in full, written,
  /// synchronized and then renamed over `path`; last the folder is synchronized. Hashing and writing
  /// use all cores.
  ///
  /// - Parameters:
  ///   - tree: The state, with paths below sections such as `/model`.
  ///   - run: The configuration that is part of the run's identity; nothing volatile.
  ///   - parameters: The parameter index.
  ///   - profile: The profile that the state was computed by, such as `ordered`.
  ///   - contract: The contract of arithmetic.
  ///   - path: Where the file shall be.
  /// - Returns: The digests and the size.
  /// - Throws: `CheckpointError`. The file that was at `path` is then unchanged and the hidden file
  ///   is gone; only when the very last step fails, the synchronization of the folder, is the new
  ///   file already there.
  @discardableResult
  public static func write(
    tree: StateTree, run: JSONValue, parameters: JSONValue, profile: String,
    contract: String = CheckpointFormat.contract, to path: String
  ) throws(CheckpointError) -> WrittenCheckpoint {
    try write(
      tree: tree, run: run, parameters: parameters,
      attributes: RootAttributes(profile: profile, contract: contract), to: path,
      calls: SystemFileCalls())
  }

  /// Writes a state through the given calls.
  static func write(
    tree: StateTree, run: JSONValue, parameters: JSONValue, attributes: RootAttributes,
    to path: String, calls: some FileCalls
  ) throws(CheckpointError) -> WrittenCheckpoint {
    guard !attributes.profile.isEmpty, !attributes.contract.isEmpty else {
      throw CheckpointError(
        .unrepresentable, file: path, path: "attributes profile and contract",
        expected: "texts that are not empty",
        found: "\"\(attributes.profile)\" and \"\(attributes.contract)\"",
        remedy: "Name the profile and the contract.")
    }
    let plan = try CheckpointPlan(
      tree: tree, run: run, parameters: parameters, attributes: attributes, file: path)
    do throws(SystemCallError) {
      let file = try AtomicFile(path: path, byteCount: plan.skeleton.byteCount, calls: calls)
      let record: IntegrityRecord
      do throws(SystemCallError) {
        record = try writeContents(of: plan, to: file.descriptor, calls: calls)
      } catch {
        file.discard()
        throw error
      }
      try file.commit()
      return WrittenCheckpoint(
        path: path, byteCount: plan.skeleton.byteCount, stateRoot: record.stateRoot,
        fileRoot: record.fileRoot)
    } catch {
      throw CheckpointError(error, writing: path)
    }
  }

  private static func writeContents(
    of plan: CheckpointPlan, to descriptor: Int32, calls: some FileCalls
  ) throws(SystemCallError) -> IntegrityRecord {
    for piece in plan.skeleton.pieces {
      try calls.write(descriptor, piece.bytes[...], at: piece.offset)
    }
    let jobs = LeafJob.all(byteCounts: plan.datasets.map(\.byteCount))
    // Leaves are on their way to the device while they are hashed. The system lets one core at a time write
    // to a file: if cores took turns leaf by leaf, all would write at once and then all hash.
    let turn = Mutex<Void>(())
    let leaves = try LeafDigests.of(jobs) { job, range throws(SystemCallError) in
      plan.contents[job.dataset][range]
    } before: { group throws(SystemCallError) in
      try turn.withLock { _ throws(SystemCallError) in
        for job in group {
          try calls.write(
            descriptor, plan.contents[job.dataset][job.range],
            at: plan.datasets[job.dataset].offset + job.range.lowerBound)
        }
      }
    }
    let record = IntegrityRecord(
      datasets: plan.datasets, leaves: leaves, attributes: plan.attributes)
    for (path, bytes) in [
      (CheckpointFormat.Integrity.index, IntegrityRecord.indexBytes(plan.datasets)),
      (CheckpointFormat.Integrity.leaves, leaves.flatMap(\.bytes)),
      (CheckpointFormat.Integrity.sections, IntegrityRecord.sectionBytes(record.sections)),
      (CheckpointFormat.Integrity.stateRoot, record.stateRoot.bytes),
      (CheckpointFormat.Integrity.fileRoot, record.fileRoot.bytes),
      (CheckpointFormat.Integrity.commit, CheckpointFormat.commitMarker),
    ] {
      let extent = plan.extent(of: path)
      precondition(
        extent.byteCount == bytes.count,
        "\(path): a place of \(extent.byteCount) bytes for \(bytes.count)")
      try calls.write(descriptor, bytes[...], at: extent.offset)
    }
    return record
  }
}
