public import NumericsContract

/// The types that a pass computes in; parameters are binary32 unless everything is binary64 (NUM-126,
/// NUM-156).
public enum Precision: String, Sendable, CaseIterable {
  /// Everything in binary32.
  case single = "32-true"
  /// Everything in binary64: parameters, inputs, gradients, what an optimizer keeps, losses
  /// (NUM-091, NUM-155). Nothing is converted on the way.
  case double = "64-true"
  /// Products of layers on bfloat16 numbers, everything else in binary32.
  case mixedBFloat16 = "bf16-mixed"
  /// Products of layers on binary16 numbers, everything else in binary32; small gradients vanish unless
  /// the loss is scaled.
  case mixedFloat16 = "16-mixed"

  /// The type of parameters, buffers and inputs that are not whole numbers.
  public var numberType: ElementType { self == .double ? .float64 : .float32 }

  /// The type of a product's operands and result; nil for those that it has.
  public var productType: ElementType? {
    switch self {
    case .single, .double: nil
    case .mixedBFloat16: .bfloat16
    case .mixedFloat16: .float16
    }
  }
}
