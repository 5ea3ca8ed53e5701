/// A type of element that a sample's input may have: binary32, or int32 for indices such as those of
/// characters.
public protocol InputElement: BitwiseCopyable, Sendable, AdditiveArithmetic {
  /// Numbers of this type.
  static func numbers(_ values: [Self]) -> HostNumbers
}

extension Float: InputElement {
  public static func numbers(_ values: [Float]) -> HostNumbers { .float32(values) }
}

extension Int32: InputElement {
  public static func numbers(_ values: [Int32]) -> HostNumbers { .int32(values) }
}
