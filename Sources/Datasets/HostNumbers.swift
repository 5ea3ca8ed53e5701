public import NumericsContract

/// Numbers side by side in host memory, of one of the types that inputs and labels may have.
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

  /// How many there are.
  public var count: Int {
    switch self {
    case .float32(let numbers): numbers.count
    case .int32(let numbers): numbers.count
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
    guard case .float32(let numbers) = self else { stop(expected: "binary32") }
    return numbers
  }

  /// The 32-bit integers.
  ///
  /// - Precondition: the type is int32.
  public var integers: [Int32] {
    guard case .int32(let numbers) = self else { stop(expected: "int32") }
    return numbers
  }

  private func stop(expected: String) -> Never {
    preconditionFailure("\(expected) numbers were expected, but these are \(type.rawValue)")
  }
}

// MARK: - Changes in place

extension HostNumbers {
  /// Zeros of the same type as `numbers`.
  init(zeros count: Int, like numbers: HostNumbers) {
    switch numbers {
    case .float32: self = .float32(Array(repeating: 0, count: count))
    case .int32: self = .int32(Array(repeating: 0, count: count))
    }
  }

  /// Lets `body` change binary32 numbers in place.
  ///
  /// - Precondition: the type is binary32.
  public mutating func withFloats<Result, Failure: Error>(
    _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withFloatArray { numbers throws(Failure) in
      var span = numbers.mutableSpan
      return try body(&span)
    }
  }

  /// Lets `body` change 32-bit integers in place.
  ///
  /// - Precondition: the type is int32.
  public mutating func withIntegers<Result, Failure: Error>(
    _ body: (inout MutableSpan<Int32>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withIntegerArray { numbers throws(Failure) in
      var span = numbers.mutableSpan
      return try body(&span)
    }
  }

  mutating func withFloatArray<Result, Failure: Error>(
    _ body: (inout [Float]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard case .float32(var numbers) = self else { stop(expected: "binary32") }
    // While they are changed, the numbers have one owner, or they would be copied.
    self = .float32([])
    defer { self = .float32(numbers) }
    return try body(&numbers)
  }

  mutating func withIntegerArray<Result, Failure: Error>(
    _ body: (inout [Int32]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard case .int32(var numbers) = self else { stop(expected: "int32") }
    self = .int32([])
    defer { self = .int32(numbers) }
    return try body(&numbers)
  }

  /// Writes `numbers`, which must be of the same type, over as many places from `start`.
  mutating func write(_ numbers: HostNumbers, at start: Int) {
    switch numbers {
    case .float32(let values):
      withFloatArray { $0.replaceSubrange(start..<start + values.count, with: values) }
    case .int32(let values):
      withIntegerArray { $0.replaceSubrange(start..<start + values.count, with: values) }
    }
  }

  /// Writes a whole number behind the others, `count` times.
  mutating func append(_ number: Int32, count: Int) {
    switch self {
    case .float32: withFloatArray { $0 += Array(repeating: Float(number), count: count) }
    case .int32: withIntegerArray { $0 += Array(repeating: number, count: count) }
    }
  }

  /// Becomes a copy of some of `numbers`, in the present memory if that fits.
  mutating func replace(by numbers: HostNumbers, _ range: Range<Int>) {
    guard count == range.count, type == numbers.type else {
      self = numbers[range]
      return
    }
    switch numbers {
    case .float32(let new):
      withFloats { Float.copy(new, from: range.lowerBound, into: &$0) }
    case .int32(let new):
      withIntegers { Int32.copy(new, from: range.lowerBound, into: &$0) }
    }
  }
}
