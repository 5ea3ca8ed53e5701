public import Tensors

/// `x · Φ(x)` or its tanh form, element by element (NUM-012); for use in a `Sequential`.
///
/// - Reference: D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", 2016.
public struct GELU: UnaryLayer {
  /// How Φ is written.
  public enum Form: String, Sendable, CaseIterable {
    /// Φ, the distribution function of the normal distribution: the error function.
    case erf
    /// `(1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³))) ÷ 2` in place of Φ.
    case tanh
  }

  /// Which form.
  public let form: Form
  public let place = LayerPlace()

  /// Creates the layer.
  public init(_ form: Form = .erf) {
    self.form = form
  }

  public var contents: Contents { [:] }

  /// Applies the function.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      switch form {
      case .erf: input.gelu()
      case .tanh: input.geluTanh()
      }
    }
  }
}
