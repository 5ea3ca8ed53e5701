public import NumericsContract

/// A type of number that a sample's input and label may have: binary32, or int32 for indices such as
/// those of classes and characters.
///
/// Code that is generic over the type asks for it at run time, which costs more than a small sample; what
/// is done for every sample is therefore a requirement, and so made once for each type.
public protocol SampleElement: BitwiseCopyable, Sendable, AdditiveArithmetic {
  /// The type's name in digests.
  static var type: ElementType { get }

  /// Numbers of this type.
  static func numbers(_ values: [Self]) -> HostNumbers

  /// Lets `body` write over each of the rows of `width` numbers that make up `numbers`, first to last.
  static func writeRows(
    of numbers: inout HostNumbers, width: Int,
    _ body: (_ row: Int, inout MutableSpan<Self>) throws -> Void
  ) throws

  /// The numbers of a file's array, row-major, as this type.
  ///
  /// **Throws** `malformedFile` where a number cannot be of this type.
  static func numbers(of array: NumericArray) throws(DatasetError) -> [Self]

  /// Copies as many values as `room` holds, from the place `start` on.
  static func copy(_ values: [Self], from start: Int, into room: inout MutableSpan<Self>)
}

extension SampleElement {
  static func changeRows(
    of values: inout [Self], width: Int,
    _ body: (_ row: Int, inout MutableSpan<Self>) throws -> Void
  ) throws {
    try unsafe values.withUnsafeMutableBufferPointer { buffer in
      for row in 0..<(width == 0 ? 0 : buffer.count / width) {
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[row * width..<(row + 1) * width])
        var span = unsafe part.mutableSpan
        try body(row, &span)
      }
    }
  }

  public static func copy(
    _ values: [Self], from start: Int, into room: inout MutableSpan<Self>
  ) {
    unsafe room.withUnsafeMutableBufferPointer { buffer in
      _ = unsafe buffer.update(fromContentsOf: values[start..<start + buffer.count])
    }
  }
}

extension Float: SampleElement {
  public static var type: ElementType { .float32 }

  public static func numbers(_ values: [Float]) -> HostNumbers { .float32(values) }

  /// The numbers of a file's array, integers and binary64 rounded once.
  public static func numbers(of array: NumericArray) throws(DatasetError) -> [Float] {
    try array.floats()
  }

  public static func writeRows(
    of numbers: inout HostNumbers, width: Int,
    _ body: (_ row: Int, inout MutableSpan<Float>) throws -> Void
  ) throws {
    try numbers.withFloatArray { try changeRows(of: &$0, width: width, body) }
  }
}

extension Int32: SampleElement {
  public static var type: ElementType { .int32 }

  public static func numbers(_ values: [Int32]) -> HostNumbers { .int32(values) }

  /// The numbers of a file's array, which must be integers of 32 bits.
  public static func numbers(of array: NumericArray) throws(DatasetError) -> [Int32] {
    try array.integers()
  }

  public static func writeRows(
    of numbers: inout HostNumbers, width: Int,
    _ body: (_ row: Int, inout MutableSpan<Int32>) throws -> Void
  ) throws {
    try numbers.withIntegerArray { try changeRows(of: &$0, width: width, body) }
  }
}
