import NumericsContract

/// How a parameter gets its first values: a pure function of the seed and the parameter's path.
///
/// The numbers come from the stream `init:<path>` at position 0 (RNG), so that adding a layer never
/// changes another layer's start.
public enum Initializer: Sendable, Equatable {
  /// Every element the same.
  case constant(Float)
  /// Uniform in [−bound, bound): `RN(RN(u·2b) − b)` with `b = RN32(bound)` (NUM-029).
  case uniform(bound: Double)
  /// Normal with mean 0: `z · RN32(deviation)` (NUM-029).
  case normal(deviation: Double)

  /// Uniform with bound `1 ÷ √fanIn`, the usual start of a linear layer.
  ///
  /// - Precondition: `fanIn` is positive.
  public static func fanIn(_ fanIn: Int) -> Initializer {
    precondition(fanIn > 0, "a layer with \(fanIn) inputs")
    return .uniform(bound: 1 / Double(fanIn).squareRoot())
  }

  /// Normal with deviation `√(2 ÷ fanIn)`, for layers followed by a ReLU.
  ///
  /// - Reference: K. He et al., "Delving deep into rectifiers", 2015, section 2.2.
  public static func kaimingNormal(fanIn: Int) -> Initializer {
    precondition(fanIn > 0, "a layer with \(fanIn) inputs")
    return .normal(deviation: (2 / Double(fanIn)).squareRoot())
  }

  /// Uniform with bound `√(6 ÷ (fanIn + fanOut))`.
  ///
  /// - Reference: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep
  ///   feedforward neural networks", 2010, equation 16.
  public static func xavierUniform(fanIn: Int, fanOut: Int) -> Initializer {
    precondition(fanIn + fanOut > 0, "a layer with \(fanIn) inputs and \(fanOut) outputs")
    return .uniform(bound: (6 / Double(fanIn + fanOut)).squareRoot())
  }

  /// The first values of the parameter at a path.
  public func values(count: Int, seed: UInt64, path: String) -> [Float] {
    let stream = RandomStream(seed: seed, name: "init:\(path)")
    switch self {
    case .constant(let value):
      return Array(repeating: value, count: count)
    case .uniform(let bound):
      let half = Float(bound)
      return (0..<count).map { stream.uniform(at: $0) * (2 * half) - half }
    case .normal(let deviation):
      let factor = Float(deviation)
      return (0..<count).map { stream.normal(at: $0) * factor }
    }
  }
}
