/// The same order in every epoch: samples as they are listed.
public struct SequentialOrder: SampleOrder {
  private let samples: [Int32]

  /// Visits `samples` as they are listed.
  public init(_ samples: [Int32]) { self.samples = samples }

  /// Visits the samples 0 ..< `count`.
  public init(count: Int) { samples = (0..<Int32(count)).map { $0 } }

  public var count: Int { samples.count }

  public func samples(inEpoch epoch: Int) -> [Int32] { samples }
}
