extension RandomStream {
  /// Returns an integer in 0 ..< `bound`, every one exactly equally likely, also for bounds beyond 2³².
  ///
  /// As `bounded(by:at:)`, with the words of the elements 2 · `index` and 2 · `index` + 1, the upper half
  /// first, in place of one word and 2⁶⁴ in place of 2³².
  public func wideBounded(by bound: UInt64, at index: Int) -> UInt64 {
    precondition(bound > 0, "a random integer needs a bound of at least 1, but the bound is 0")
    let last = RandomStream.attemptLimit - 1
    for attempt in 0..<last {
      let product = doubleWord(at: index, attempt: attempt).multipliedFullWidth(by: bound)
      if product.low >= bound || product.low >= (0 &- bound) % bound { return product.high }
    }
    return doubleWord(at: index, attempt: last).multipliedFullWidth(by: bound).high
  }

  private func doubleWord(at index: Int, attempt: UInt32) -> UInt64 {
    precondition(
      index >= 0 && index < RandomStream.elementLimit / 2,
      "an element of two words lies in 0 ..< 2^57, but it is \(index)")
    let block = words(ofBlock: index >> 1, attempt: attempt)
    return index & 1 == 0
      ? UInt64(block.0) << 32 | UInt64(block.1) : UInt64(block.2) << 32 | UInt64(block.3)
  }
}
