public import NumericsContract

/// Numbers side by side in host memory, of one of the types that inputs may have.
public enum HostNumbers: Sendable, Equatable {
  /// Binary32 numbers.
  case float32([Float])
  /// 32-bit integers.
  case int32([Int32])

  /// Type of the numbers.
  public var type: ElementType {
    switch self {
    case .float32: .float32
    case .int32: .int32
    }
  }

  /// Some of the numbers.
  public subscript(range: Range<Int>) -> HostNumbers {
    switch self {
    case .float32(let numbers): .float32(Array(numbers[range]))
    case .int32(let numbers): .int32(Array(numbers[range]))
    }
  }

  /// The binary32 numbers.
  ///
  /// - Precondition: the type is binary32.
  public var floats: [Float] {
    guard case .float32(let numbers) = self else {
      preconditionFailure("binary32 numbers were expected, but these are \(type.rawValue)")
    }
    return numbers
  }

  /// The 32-bit integers.
  ///
  /// - Precondition: the type is int32.
  public var integers: [Int32] {
    guard case .int32(let numbers) = self else {
      preconditionFailure("int32 numbers were expected, but these are \(type.rawValue)")
    }
    return numbers
  }
}
