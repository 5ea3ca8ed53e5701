import Checkpoints
import NumericsContract
public import Tensors

/// Where a run stands: always right after a commit point, or waiting for a validation.
public final class LoopPosition: Stateful {
  /// What comes next.
  public enum Phase: String, Sendable {
    /// The next training step.
    case ready
    /// The validation of the step just completed, and all that follows it in the commit point.
    case validationDue
  }

  /// What comes next.
  public internal(set) var phase = Phase.ready
  /// Epochs completed.
  public internal(set) var epoch = 0
  /// Training steps completed: accumulation windows over the whole run.
  public internal(set) var step = 0
  /// Micro-batches of the current epoch that were trained on.
  public internal(set) var batch = 0
  /// Micro-batches over the whole run: the position of dropout streams.
  public internal(set) var microBatch = 0
  /// Why a callback ended the run, or nil.
  public internal(set) var stopped: String?
  /// Why a callback asked for an end that the least epochs and steps have put off, or nil.
  public internal(set) var stopRequest: String?
  /// Steps whose checkpoints the save of this commit point removes.
  ///
  /// They are part of the state because a run may be killed between the save and the removal: a resumed
  /// run removes them again.
  public internal(set) var removes: [Int] = []
  /// A second name of this commit point's checkpoint, or nil; part of the state for the same reason.
  public internal(set) var link: String?
  /// Validation batches of each loader that logged values of their own, over the whole run; empty until
  /// one does.
  public internal(set) var validationBatches: [Int] = []
  var history = RunHistory()

  /// Counts a validation batch that logged values of its own; returns which one of its loader it is.
  func countValidationBatch(ofLoader loader: Int) -> Int {
    while validationBatches.count <= loader { validationBatches.append(0) }
    validationBatches[loader] += 1
    return validationBatches[loader]
  }

  public func save(to state: inout StateWriter) {
    state.write("phase", text: phase.rawValue)
    state.write("epoch", UInt64(epoch))
    state.write("step", UInt64(step))
    state.write("batch", UInt64(batch))
    state.write("microBatch", UInt64(microBatch))
    state.write("stopped", text: stopped ?? "")
    state.write("stopRequest", text: stopRequest ?? "")
    state.write("link", text: link ?? "")
    state.write("removes", removes.map { Double($0) })
    if !validationBatches.isEmpty {
      state.write("validationBatches", validationBatches.map { Double($0) })
    }
    state.write(
      "history", type: .uint8, shape: [SHA256Digest.byteCount], bytes: history.digest.bytes)
  }

  public func restore(from state: StateReader) throws(StateError) {
    let text = try state.readText("phase")
    guard let saved = Phase(rawValue: text) else {
      throw StateError(
        .invalidValue, path: "/loop/phase", expected: "ready or validationDue", found: text)
    }
    phase = saved
    epoch = try state.readInt("epoch")
    step = try state.readInt("step")
    batch = try state.readInt("batch")
    microBatch = try state.readInt("microBatch")
    let reason = try state.readText("stopped")
    stopped = reason.isEmpty ? nil : reason
    let request = try state.readText("stopRequest")
    stopRequest = request.isEmpty ? nil : request
    let name = try state.readText("link")
    guard !name.contains(where: { $0 == "/" || $0 == "\0" }), !name.hasPrefix(".") else {
      throw StateError(
        .invalidValue, path: "/loop/link", expected: "the name of a file", found: name)
    }
    link = name.isEmpty ? nil : name
    let steps = try state.readDoubles("removes")
    removes = steps.compactMap { Int(exactly: $0) }
    guard removes.count == steps.count else {
      throw StateError(
        .invalidValue, path: "/loop/removes", expected: "step numbers", found: "\(steps)")
    }
    if state.contains("validationBatches") {
      let counts = try state.readDoubles("validationBatches")
      validationBatches = counts.compactMap { Int(exactly: $0) }
      guard validationBatches.count == counts.count, !counts.isEmpty,
        validationBatches.allSatisfy({ (0..<1 << 53).contains($0) })
      else {
        throw StateError(
          .invalidValue, path: "/loop/validationBatches", expected: "counts of batches",
          found: "\(counts)")
      }
    }
    let digest = SHA256Digest(
      bytes: try state.read("history", type: .uint8, shape: [SHA256Digest.byteCount]))
    history = RunHistory(digest: digest)
  }
}
