import CanonicalJSON
import Datasets
import NumericsContract
import Optimizers
import Tensors

extension FitLoop {
  /// Writes the whole state: one section per part of the run.
  func state(_ state: inout StateWriter) throws {
    state.group("model") { run.model.save(to: &$0) }
    optimization.save(to: &state)
    state.group("rng") { state in
      for (name, place) in streamPositions { state.write(name, place) }
    }
    state.group("loop") { state in
      position.save(to: &state)
      state.group("frozen") { FrozenParameters(of: run.model).save(to: &$0) }
    }
    state.group("data") { state in
      state.write(
        "digest", type: .uint8, shape: [SHA256Digest.byteCount],
        bytes: data.digest.bytes)
      state.write("seed", plan.seed)
      state.write("epoch", UInt64(position.epoch))
      state.write("cursor", UInt64(position.batch))
    }
    state.group("metrics") { run.ledger.save(to: &$0) }
    state.group("callbacks") { state in
      for callback in hooks.callbacks where callback.configuration != nil {
        state.group(StatePath.component(callback.name)) { callback.save(to: &$0) }
      }
    }
  }

  /// Takes back what `state` wrote, all of it.
  func restore(_ state: StateReader) throws {
    try state.group("model") { (state) throws(StateError) in
      try run.model.restore(from: state)
    }
    try state.group("loop") { (state) throws(StateError) in
      try position.restore(from: state)
      try state.group("frozen") { (state) throws(StateError) in
        try FrozenParameters(of: run.model).restore(from: state)
      }
    }
    try checkPosition()
    try optimization.restore(
      from: state, step: position.step, epoch: position.epoch)
    try state.group("rng") { (state) throws(StateError) in
      for (name, place) in streamPositions { try expect(place, at: name, in: state) }
    }
    try state.group("data") { (state) throws(StateError) in
      let digest = try state.read("digest", type: .uint8, shape: [SHA256Digest.byteCount])
      guard digest == data.digest.bytes else {
        throw StateError(
          .invalidValue, path: "/data/digest", expected: "\(data.digest)",
          found: SHA256Digest(bytes: digest).map { "\($0)" } ?? "no digest")
      }
      try expect(plan.seed, at: "seed", in: state)
      try expect(UInt64(position.epoch), at: "epoch", in: state)
      try expect(UInt64(position.batch), at: "cursor", in: state)
    }
    try state.group("metrics") { (state) throws(StateError) in try run.ledger.restore(from: state) }
    try state.group("callbacks") { (state) throws(StateError) in
      for callback in hooks.callbacks where callback.configuration != nil {
        try state.group(StatePath.component(callback.name)) { (state) throws(StateError) in
          try callback.restore(from: state)
        }
      }
    }
  }

  /// Refuses counters that no commit point of this run has: with epoch and batch, all are given.
  ///
  /// A file whose digests are right may still say anything.
  private func checkPosition() throws(StateError) {
    let isDue = position.phase == .validationDue
    try expect(
      position.epoch, in: 0...TrainingPlan.epochLimit, at: "/loop/epoch")
    // The last batch of an epoch ends it, unless the validation that comes first is still due.
    try expect(
      position.batch, in: isDue ? 1...max(1, mostBatches) : 0...max(0, mostBatches - 1),
      at: "/loop/batch")
    // How many batches the earlier epochs of a stream had, nobody knows: at least one each.
    let least = position.epoch * (batchesPerEpoch ?? 1) + position.batch
    let most = position.epoch * mostBatches + position.batch
    try expect(position.microBatch, in: least...max(least, most), at: "/loop/microBatch")
    try expect(
      position.step,
      in: optimization.steps(at: position, batchesPerEpoch: batchesPerEpoch), at: "/loop/step")
  }

  private func expect(
    _ value: Int, in range: ClosedRange<Int>, at path: String
  ) throws(StateError) {
    guard !range.contains(value) else { return }
    throw StateError(
      .invalidValue, path: path,
      expected: range.count == 1
        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)",
      found: "\(value)")
  }

  /// The random streams in use and where they stand: functions of the loop's position.
  private var streamPositions: [(name: String, position: UInt64)] {
    var streams: [(name: String, position: UInt64)] = [
      ("split", 0),
      ("shuffle", UInt64(position.epoch)),
    ]
    if loaders.loaders.contains(where: { !$0.transforms.isEmpty }) {
      streams.append(("augment", UInt64(position.epoch) << 40))
    }
    for path in run.model.randomPlaces {
      streams.append(("dropout:\(path)", UInt64(position.microBatch)))
    }
    return streams
  }

  private func expect(
    _ value: UInt64, at name: String, in state: StateReader
  ) throws(StateError) {
    let found = try state.readUInt64(name)
    guard found == value else {
      throw StateError(
        .invalidValue, path: state.path(of: name), expected: "\(value)", found: "\(found)")
    }
  }
}
