import Lockstep

/// What the Trainer costs over a plain loop, for several numbers of epochs and steps.
struct TrainerOverhead {
  private static let epochs = [1, 4, 16]
  private static let batchSizes = [32, 64, 256]

  private let runs: [DigitsFit]

  /// - Parameter variant: `plain`, or `watched` for a module that logs and a report of every step.
  init(variant: String, device: CPUDevice) throws {
    guard ["plain", "watched"].contains(variant) else {
      throw RequestError(message: "the variants are plain and watched, not '\(variant)'")
    }
    let dataset = try DigitsDataset.load()
    runs = Self.epochs.flatMap { epochs in
      Self.batchSizes.map { batchSize in
        DigitsFit(
          dataset: dataset, device: device, epochs: epochs, batchSize: batchSize,
          watched: variant == "watched")
      }
    }
  }

  /// `EPOCHS,STEPS,TRAINER_SECONDS,LOOP_SECONDS,SAME_WEIGHTS` for each run.
  ///
  /// The two take turns. The loop's time is its lowest; the Trainer's is that times the middle one of
  /// the ratios of neighbours, because what else the machine does slows neighbours alike, and a
  /// difference of a few per cent would drown in it.
  func points(repetitions: Int) throws -> String {
    try runs.map { run in
      let same = try bytes(run.withTrainer()) == bytes(run.withoutTrainer())
      var loop = Double.infinity
      var ratios: [Double] = []
      for _ in 0..<max(1, repetitions) {
        let trainerTime = try Stopwatch.seconds(of: 1) { _ = try run.withTrainer() }
        let loopTime = try Stopwatch.seconds(of: 1) { _ = try run.withoutTrainer() }
        ratios.append(trainerTime / loopTime)
        loop = min(loop, loopTime)
      }
      ratios.sort()
      let trainer = loop * ratios[ratios.count / 2]
      return "\(run.epochs),\(run.steps),\(trainer),\(loop),\(same)"
    }.joined(separator: " ")
  }

  private func bytes(_ tensors: [Tensor]) throws -> [[UInt8]] { try tensors.map { try $0.bytes() } }
}
