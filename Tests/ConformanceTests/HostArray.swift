import Foundation
import NumericsContract

/// Elements of one type in this process's memory: what goes into an operand and what comes out.
struct HostArray: Sendable {
  let type: ElementType
  let bytes: [UInt8]

  init(_ type: ElementType, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }

  init(_ elements: [Float]) { self.init(.float32, words: elements.map(\.bitPattern)) }
  init(_ elements: [Double]) { self.init(.float64, words: elements.map(\.bitPattern)) }
  init(_ elements: [Int32]) { self.init(.int32, words: elements) }

  init<Word: FixedWidthInteger & BitwiseCopyable>(_ type: ElementType, words: [Word]) {
    // The machines that run this are little-endian, as every operand is.
    let bytes = unsafe words.withUnsafeBytes { unsafe [UInt8]($0) }
    self.init(type, bytes: bytes)
  }

  /// Elements of which the lowest bits are kept, as many as the type has.
  init(_ type: ElementType, truncating elements: [UInt64]) {
    switch type.byteCount {
    case 1: self.init(type, words: elements.map { UInt8(truncatingIfNeeded: $0) })
    case 2: self.init(type, words: elements.map { UInt16(truncatingIfNeeded: $0) })
    case 4: self.init(type, words: elements.map { UInt32(truncatingIfNeeded: $0) })
    default: self.init(type, words: elements)
    }
  }

  var count: Int { bytes.count / type.byteCount }

  /// The bits of an element.
  func bits(at index: Int) -> UInt64 {
    let size = type.byteCount
    // One load: the tables ask for millions of elements, in a build that is not optimized.
    return unsafe bytes.withUnsafeBytes { bytes in
      switch size {
      case 1: unsafe UInt64(bytes[index])
      case 2: unsafe UInt64(bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
      case 4: unsafe UInt64(bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      default: unsafe bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
      }
    }
  }

  /// The bits of an element, every NaN made canonical (NUM-009).
  func canonicalBits(at index: Int) -> UInt64 {
    let bits = bits(at: index)
    return switch type {
    case .float32: UInt64(Float.canonicalBits(UInt32(truncatingIfNeeded: bits)))
    case .float64: Double.canonicalBits(bits)
    default: bits
    }
  }

  /// Where two arrays of one type and count differ first; NaNs are equal unless `exact`.
  func firstDifference(from other: HostArray, exact: Bool) -> Int? {
    precondition(
      type == other.type && count == other.count,
      "\(count) \(type) elements are compared with \(other.count) \(other.type)")
    let same = unsafe bytes.withUnsafeBytes { mine in
      unsafe other.bytes.withUnsafeBytes { theirs in
        guard let a = mine.baseAddress, let b = theirs.baseAddress else { return true }
        return unsafe memcmp(a, b, mine.count) == 0
      }
    }
    if same { return nil }
    return (0..<count).first { index in
      exact
        ? bits(at: index) != other.bits(at: index)
        : canonicalBits(at: index) != other.canonicalBits(at: index)
    }
  }

  /// An element's bits in hexadecimal, with as many digits as the type has.
  func hexadecimal(at index: Int) -> String {
    let digits = String(bits(at: index), radix: 16)
    return String(repeating: "0", count: max(0, 2 * type.byteCount - digits.count)) + digits
  }
}
