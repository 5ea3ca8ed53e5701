public import Devices
import NumericsContract
public import Tensors

/// Keeps small gradients alive in binary16: the loss is multiplied by a power of two and the gradients
/// are divided by it (NUM-125).
///
///     let gradients = gradients(of: scaler.scaled(loss))
///     if let gradients = try scaler.unscaled(gradients) { optimizer.step(gradients) }
///
/// A step whose gradients are not all finite is to be skipped; the scale is halved then, and doubled
/// after a number of steps without such a thing.
///
/// - Reference: P. Micikevicius et al., "Mixed precision training", 2018.
public final class GradientScaler: Stateful {
  /// The smallest and the largest scale.
  public static let limits = 0x1p-16...0x1p32

  /// What the next loss is multiplied by: a power of two.
  public private(set) var scale: Double
  /// Steps with finite gradients since the scale was changed.
  public private(set) var finiteSteps = 0
  private let growthInterval: Int

  /// Creates a scaler.
  ///
  /// - Parameters:
  ///   - initialScale: The first scale.
  ///   - growthInterval: Steps with finite gradients after which the scale is doubled.
  /// - Precondition: the scale is a power of two within the limits, and the interval is positive.
  public init(initialScale: Double = 0x1p16, growthInterval: Int = 2000) {
    precondition(
      Self.isScale(initialScale) && growthInterval >= 1,
      "a gradient scaler with scale \(initialScale) and growth interval \(growthInterval)")
    scale = initialScale
    self.growthInterval = growthInterval
  }

  private static func isScale(_ value: Double) -> Bool {
    limits.contains(value) && value.significand == 1
  }

  /// The loss to start the backward pass from.
  public func scaled(_ loss: Tensor) -> Tensor { loss * scale }

  /// Returns the gradients of the loss itself and adapts the scale for the next step; nil when the step
  /// must be skipped because an element is infinite or NaN.
  ///
  /// Waits for the device once: for one number.
  ///
  /// - Parameter gradients: Of the scaled loss, a step's, whole windows and shards added up.
  /// - Throws: `DeviceError` when earlier work failed.
  public func unscaled(_ gradients: [Tensor?]) throws(DeviceError) -> [Tensor?]? {
    let result = gradients.map { $0.map { $0.detached * (1 / scale) } }
    guard try Self.areFinite(result.compactMap { $0 }) else {
      scale = max(Self.limits.lowerBound, scale / 2)
      finiteSteps = 0
      return nil
    }
    finiteSteps += 1
    if finiteSteps == growthInterval {
      scale = min(Self.limits.upperBound, scale * 2)
      finiteSteps = 0
    }
    return result
  }

  /// Squares of binary32 numbers are exact in binary64 and their sum is far from its end, so that the
  /// sum is finite when every element is.
  private static func areFinite(_ gradients: [Tensor]) throws(DeviceError) -> Bool {
    guard let dispatcher = gradients.first?.dispatcher else { return true }
    let squares = dispatcher.allocate(gradients.count, type: .float64)
    for (index, gradient) in gradients.enumerated() {
      let square = Operand(squares.storage, type: .float64, offset: index, count: 1)
      dispatcher.perform(.squaredNorm(SquaredNorm(gradient.operand, into: square)))
    }
    let total = Tensor(squares, shape: [gradients.count], on: dispatcher).sum()
    return try total.doubles()[0].isFinite
  }

  public func save(to state: inout StateWriter) {
    state.write("scale", scale)
    state.write("finiteSteps", UInt64(finiteSteps))
  }

  public func restore(from state: StateReader) throws(StateError) {
    let saved = try state.readDouble("scale")
    guard Self.isScale(saved) else {
      throw StateError(
        .invalidValue, path: state.path(of: "scale"),
        expected: "a power of two in \(Self.limits)", found: "\(saved)")
    }
    scale = saved
    finiteSteps = try state.readInt("finiteSteps", in: 0...(growthInterval - 1))
  }
}
