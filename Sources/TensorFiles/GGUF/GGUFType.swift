internal import NumericsContract

/// The element types of GGUF: numbers, and blocks of quantized numbers.
struct GGUFType: Sendable {
  /// The name that is shown: that of a type of Lockstep where there is one, else that of ggml.
  let name: String
  let type: ElementType?
  /// Elements in a block.
  let blockCount: Int
  /// Bytes of a block.
  let blockByteCount: Int

  private init(_ type: ElementType) {
    self.init(type.rawValue, 1, type.byteCount, type)
  }

  private init(_ name: String, _ count: Int, _ byteCount: Int, _ type: ElementType? = nil) {
    self.name = name
    self.type = type
    blockCount = count
    blockByteCount = byteCount
  }

  /// The type of a number in the file, or nil if there is none.
  static func numbered(_ number: Int) -> GGUFType? { types[number] }

  private static let types: [Int: GGUFType] = [
    0: GGUFType(.float32), 1: GGUFType(.float16), 2: GGUFType("q4_0", 32, 18),
    3: GGUFType("q4_1", 32, 20), 6: GGUFType("q5_0", 32, 22), 7: GGUFType("q5_1", 32, 24),
    8: GGUFType("q8_0", 32, 34), 9: GGUFType("q8_1", 32, 36), 10: GGUFType("q2_K", 256, 84),
    11: GGUFType("q3_K", 256, 110), 12: GGUFType("q4_K", 256, 144),
    13: GGUFType("q5_K", 256, 176), 14: GGUFType("q6_K", 256, 210),
    15: GGUFType("q8_K", 256, 292), 16: GGUFType("iq2_xxs", 256, 66),
    17: GGUFType("iq2_xs", 256, 74), 18: GGUFType("iq3_xxs", 256, 98),
    19: GGUFType("iq1_s", 256, 50), 20: GGUFType("iq4_nl", 32, 18),
    21: GGUFType("iq3_s", 256, 110), 22: GGUFType("iq2_s", 256, 82),
    23: GGUFType("iq4_xs", 256, 136), 24: GGUFType(.int8), 25: GGUFType(.int16),
    26: GGUFType(.int32), 27: GGUFType(.int64), 28: GGUFType(.float64),
    29: GGUFType("iq1_m", 256, 56), 30: GGUFType(.bfloat16), 34: GGUFType("tq1_0", 256, 54),
    35: GGUFType("tq2_0", 256, 66), 39: GGUFType("mxfp4", 32, 17), 40: GGUFType("nvfp4", 64, 36),
    41: GGUFType("q1_0", 128, 18),
  ]

  /// Bytes of a row-major shape whose rows are whole blocks; nil if there is no such number.
  func byteCount(_ shape: [Int]) -> Int? {
    guard let count = TensorShape.count(shape), (shape.last ?? 1) % blockCount == 0 else {
      return nil
    }
    let (product, overflow) = (count / blockCount).multipliedReportingOverflow(by: blockByteCount)
    return overflow ? nil : product
  }
}
