extension RandomStream {
  /// Returns an integer in 0 ..< `bound`, every one exactly equally likely.
  ///
  /// The product of the word and the bound has its quotient by 2³² taken as the result. A word whose
  /// remainder lies below 2³² mod `bound` is refused, and the element's next attempt is taken. Fewer
  /// than half of all words are refused; the 256th attempt is taken as it is, so that the function
  /// always returns (the probability of getting there is below 2⁻²⁵⁵).
  ///
  /// **Reference** D. Lemire, "Fast random integer generation in an interval", 2019.
  public func bounded(by bound: UInt32, at index: Int) -> UInt32 {
    precondition(bound > 0, "a random integer needs a bound of at least 1, but the bound is 0")
    let last = RandomStream.attemptLimit - 1
    for attempt in 0..<last {
      let product = UInt64(word(at: index, attempt: attempt)) * UInt64(bound)
      let remainder = UInt32(truncatingIfNeeded: product)
      // 2³² mod bound is below the bound, so most words need no division.
      if remainder >= bound || remainder >= (0 &- bound) % bound {
        return UInt32(product >> 32)
      }
    }
    return UInt32(UInt64(word(at: index, attempt: last)) * UInt64(bound) >> 32)
  }

  /// Returns the integers 0 ..< `count` in random order, every order equally likely as far as the
  /// 64-bit key and the position can tell orders apart.
  ///
  /// Fisher–Yates from the end: for i = count − 1 down to 1, places i and `bounded(by: i + 1, at: i)`
  /// change their contents.
  ///
  /// **Reference** R. Durstenfeld, "Algorithm 235: random permutation", 1964.
  public func permutation(of count: Int) -> [Int32] {
    precondition(
      count >= 0 && count <= Int(Int32.max),
      "a permutation has a count in 0 ... 2^31 - 1, but the count is \(count)")
    var order = (0..<Int32(count)).map { $0 }
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, Int(bounded(by: UInt32(place) + 1, at: place)))
    }
    return order
  }
}
