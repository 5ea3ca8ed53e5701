import NumericsContract

/// A new random order in every epoch, as a pure function of samples, seed and epoch.
///
/// Nothing is carried from one epoch to the next, so epoch 7 needs no shuffling of epochs 0 to 6.
public struct ShuffledOrder: SampleOrder {
  private let samples: [Int32]
  private let stream: RandomStream

  /// Shuffles the listed samples with the stream `shuffle`.
  public init(_ samples: [Int32], seed: UInt64) {
    self.samples = samples
    stream = RandomStream(seed: seed, name: "shuffle")
  }

  /// Shuffles the samples 0 ..< `count`.
  public init(count: Int, seed: UInt64) {
    self.init((0..<Int32(count)).map { $0 }, seed: seed)
  }

  public var count: Int { samples.count }

  public func samples(inEpoch epoch: Int) -> [Int32] {
    precondition(epoch >= 0, "epochs count from 0, but the epoch is \(epoch)")
    return stream.at(position: UInt64(epoch)).permutation(of: samples.count)
      .map { samples[Int($0)] }
  }
}
