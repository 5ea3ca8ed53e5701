extension ElementType {
  /// The bits of a constant as an element of this type (NUM-002, NUM-089).
  ///
  /// **Numerics** Floating-point types round once, to nearest even; bool is whether it is not 0.
  ///
  /// **Precondition** An integer type has the number.
  public func bits(of constant: Double) -> UInt64 {
    if let format = narrowFormat { return UInt64(format.bits(rounding: constant)) }
    switch self {
    case .float32: return UInt64(Float(constant).bitPattern)
    case .float64: return constant.bitPattern
    case .int8: return integer(Int8.self, constant)
    case .int16: return integer(Int16.self, constant)
    case .int32: return integer(Int32.self, constant)
    case .int64: return integer(Int64.self, constant)
    case .uint16: return integer(UInt16.self, constant)
    case .uint32: return integer(UInt32.self, constant)
    case .uint64: return integer(UInt64.self, constant)
    case .bool: return constant == 0 ? 0 : 1
    default: return integer(UInt8.self, constant)
    }
  }

  /// The bits of what stands for an element that does not exist: NaN, or 0 where the type has none
  /// (NUM-085, NUM-092).
  public var missingBits: UInt64 { bits(of: isFloatingPoint ? .canonicalNaN : 0) }

  private func integer<Integer: FixedWidthInteger>(
    _ type: Integer.Type, _ constant: Double
  ) -> UInt64 {
    guard let element = Integer(exactly: constant) else {
      preconditionFailure("\(rawValue) has no element \(constant)")
    }
    let mask: UInt64 = byteCount == 8 ? .max : 1 << (8 * byteCount) - 1
    return UInt64(truncatingIfNeeded: element) & mask
  }
}
