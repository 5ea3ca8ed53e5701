import NumericsContract

extension RandomStream {
  /// Whether an event of the probability `probability` happens at an element (RNG-018).
  func occurs(withProbability probability: Double, at index: Int) -> Bool {
    UInt64(word(at: index)) < RandomStream.threshold(of: probability)
  }

  /// RN(probability · 2³²): words below it are the event. The product is exact; certainty needs 33 bits.
  static func threshold(of probability: Double) -> UInt64 {
    UInt64((probability * 4_294_967_296).rounded(.toNearestOrEven))
  }
}
