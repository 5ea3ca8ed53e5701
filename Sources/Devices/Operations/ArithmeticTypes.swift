public import NumericsContract

// Which types of elements operations compute with.
extension ElementType {
  /// Floating-point types that are computed in as they are (NUM-091); float16 and bfloat16 are for
  /// storage (NUM-090).
  public static let computedFloats: [ElementType] = [.float32, .float64]

  /// Whether numbers of the type are computed in as they are.
  var isComputed: Bool { self == .float32 || self == .float64 }

  /// What is added and multiplied; integers wrap (NUM-092).
  public static let computedNumbers: [ElementType] = [.float32, .float64, .int32, .int64]

  /// What has an order; false is less than true.
  public static let ordered: [ElementType] = [.float32, .float64, .int32, .int64, .bool]
}
