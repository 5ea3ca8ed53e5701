/// Counts how often a random stream was asked for: each call draws other numbers.
///
/// Passes that belong to one training step of manual optimization share a counter, so that a layer called
/// in two of them draws different numbers too.
public final class CallCounter {
  private var calls: [String: UInt32] = [:]

  /// Creates a counter at 0.
  public init() {}

  /// The number of this call of `name`, from 0.
  func next(_ name: String) -> UInt32 {
    let call = calls[name, default: 0]
    calls[name] = call + 1
    return call
  }
}
