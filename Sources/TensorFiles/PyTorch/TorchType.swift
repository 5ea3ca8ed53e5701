internal import NumericsContract

/// The element types of PyTorch's tensors.
struct TorchType: Hashable, Sendable {
  /// The name that is shown: that of a type of Lockstep where there is one, else PyTorch's.
  let name: String
  let type: ElementType?
  let byteCount: Int
  /// Bytes of each number in an element.
  let numberByteCount: Int

  private init(_ type: ElementType) {
    self.init(type.rawValue, type.byteCount, type)
  }

  private init(_ name: String, _ byteCount: Int, _ type: ElementType? = nil, parts: Int = 1) {
    self.name = name
    self.type = type
    self.byteCount = byteCount
    numberByteCount = byteCount / parts
  }

  /// What a storage without a type consists of.
  static let bytes = TorchType(.uint8)

  /// The type that `torch` has under a name, or nil if there is none.
  static func named(_ name: String) -> TorchType? { names[name] }

  /// The type of the elements of a class of storages, or nil if there is no such class.
  static func ofStorage(_ name: String) -> TorchType? { storages[name] }

  private static let names: [String: TorchType] = {
    var names: [String: TorchType] = [:]
    for type in ElementType.allCases { names[type.rawValue] = TorchType(type) }
    for (alias, type) in [
      ("float", ElementType.float32), ("double", .float64), ("half", .float16), ("long", .int64),
      ("int", .int32), ("short", .int16),
    ] { names[alias] = TorchType(type) }
    for name in [
      "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu",
    ] {
      names[name] = TorchType(name, 1)
    }
    names["complex32"] = TorchType("complex32", 4, parts: 2)
    names["complex64"] = TorchType("complex64", 8, parts: 2)
    names["complex128"] = TorchType("complex128", 16, parts: 2)
    return names
  }()

  private static let storages: [String: TorchType] = [
    "FloatStorage": TorchType(.float32), "DoubleStorage": TorchType(.float64),
    "HalfStorage": TorchType(.float16), "BFloat16Storage": TorchType(.bfloat16),
    "LongStorage": TorchType(.int64), "IntStorage": TorchType(.int32),
    "ShortStorage": TorchType(.int16), "CharStorage": TorchType(.int8),
    "ByteStorage": TorchType(.uint8), "BoolStorage": TorchType(.bool),
    "ComplexFloatStorage": TorchType("complex64", 8, parts: 2),
    "ComplexDoubleStorage": TorchType("complex128", 16, parts: 2),
  ]
}
