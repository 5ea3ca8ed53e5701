internal import NumericsContract

/// The element types of safetensors.
struct SafetensorsType {
  /// What the header calls it.
  let code: String
  /// What Lockstep calls it.
  let name: String
  let bits: Int
  let type: ElementType?

  private init(_ code: String, _ type: ElementType) {
    self.code = code
    name = type.rawValue
    bits = 8 * type.byteCount
    self.type = type
  }

  private init(_ code: String, _ name: String, bits: Int) {
    self.code = code
    self.name = name
    self.bits = bits
    type = nil
  }

  /// Every type, widest first: the order in which safetensors' own writer puts tensors.
  static let all = [
    SafetensorsType("C64", "complex64", bits: 64), SafetensorsType("U64", .uint64),
    SafetensorsType("I64", .int64), SafetensorsType("F64", .float64),
    SafetensorsType("F32", .float32), SafetensorsType("U32", .uint32),
    SafetensorsType("I32", .int32), SafetensorsType("BF16", .bfloat16),
    SafetensorsType("F16", .float16), SafetensorsType("U16", .uint16),
    SafetensorsType("I16", .int16), SafetensorsType("F8_E8M0", "float8_e8m0fnu", bits: 8),
    SafetensorsType("F8_E4M3", "float8_e4m3fn", bits: 8),
    SafetensorsType("F8_E5M2", "float8_e5m2", bits: 8), SafetensorsType("I8", .int8),
    SafetensorsType("U8", .uint8), SafetensorsType("F6_E3M2", "float6_e3m2fn", bits: 6),
    SafetensorsType("F6_E2M3", "float6_e2m3fn", bits: 6),
    SafetensorsType("F4", "float4_e2m1fn", bits: 4), SafetensorsType("BOOL", .bool),
  ]

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

  /// The type of a code, or nil if there is none.
  static func named(_ code: String) -> SafetensorsType? { byCode[code] }
}
