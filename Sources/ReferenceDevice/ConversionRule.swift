internal import Devices
internal import NumericsContract

// NUM-089. Every element is first what it is, exactly: a binary64 number or a 64-bit integer.

private enum Exactly {
  case number(Double)
  case integer(Int64)
}

extension Convert {
  func compute() {
    let (from, to) = (input.type, output.type)
    for index in 0..<input.count {
      let source = unsafe input.bytes + index * from.byteCount
      let target = unsafe output.bytes + index * to.byteCount
      let element = unsafe Exactly(source, from)
      unsafe element.store(at: target, as: to)
    }
  }
}

extension Exactly {
  init(_ source: UnsafeMutableRawPointer, _ type: ElementType) {
    if let format = type.narrowFormat {
      self = unsafe .number(format.number(bits: source.loadUnaligned(as: UInt16.self)))
      return
    }
    switch type {
    case .float32: self = unsafe .number(Double(source.loadUnaligned(as: Float.self)))
    case .float64: self = unsafe .number(source.loadUnaligned(as: Double.self))
    case .int32: self = unsafe .integer(Int64(source.loadUnaligned(as: Int32.self)))
    case .int64: self = unsafe .integer(source.loadUnaligned(as: Int64.self))
    case .bool: self = unsafe .integer(source.load(as: UInt8.self) == 0 ? 0 : 1)
    default: self = unsafe .integer(Int64(source.load(as: UInt8.self)))
    }
  }

  func store(at target: UnsafeMutableRawPointer, as type: ElementType) {
    if let format = type.narrowFormat {
      unsafe target.storeBytes(of: format.bits(rounding: nearlyNumber), as: UInt16.self)
      return
    }
    switch type {
    case .float32: unsafe target.storeBytes(of: binary32, as: Float.self)
    case .float64: unsafe target.storeBytes(of: binary64, as: Double.self)
    case .int32: unsafe target.storeBytes(of: integer(), as: Int32.self)
    case .int64: unsafe target.storeBytes(of: integer(), as: Int64.self)
    case .bool: unsafe target.storeBytes(of: isZero ? 0 : 1, as: UInt8.self)
    default: unsafe target.storeBytes(of: integer(), as: UInt8.self)
    }
  }

  private var binary32: Float {
    switch self {
    case .number(let x): x.isNaN ? .canonicalNaN : Float(x)
    case .integer(let i): Float(i)
    }
  }

  private var binary64: Double {
    switch self {
    case .number(let x): x.canonicalized
    case .integer(let i): Double(i)
    }
  }

  /// A binary64 number that any narrow format rounds as it would round this: of an integer with more
  /// than 53 bits, the last one kept says whether any bit below it was set.
  private var nearlyNumber: Double {
    switch self {
    case .number(let x): return x
    case .integer(let i):
      let kept = Int64(i.magnitude >> 11 | (i.magnitude & 0x7FF == 0 ? 0 : 1))
      let magnitude = i.magnitude < 1 << 53 ? Double(i.magnitude) : Double(kept) * 2048
      return i < 0 ? -magnitude : magnitude
    }
  }

  private var isZero: Bool {
    switch self {
    case .number(let x): x == 0
    case .integer(let i): i == 0
    }
  }

  /// Numbers are cut towards zero and held within the type; integers keep their low bits.
  private func integer<Result: FixedWidthInteger>() -> Result {
    switch self {
    case .number(let x):
      if x.isNaN { return 0 }
      return Result(exactly: x.rounded(.towardZero)) ?? (x < 0 ? .min : .max)
    case .integer(let i): return Result(truncatingIfNeeded: i)
    }
  }
}
