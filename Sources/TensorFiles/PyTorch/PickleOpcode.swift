/// The instructions of Python's pickles, versions 0 to 5, that this room carries out: those that make
/// plain data. Others have a name and are refused by it.
///
/// **Reference** CPython, the module `pickletools`; PEP 307, PEP 3154, PEP 574.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case emptyTuple = 0x29
  case stop = 0x2E
  case pop = 0x30
  case popMark = 0x31
  case binaryFloat = 0x47
  case integer4 = 0x4A
  case integer1 = 0x4B
  case integer2 = 0x4D
  case none = 0x4E
  case persistent = 0x51
  case reduce = 0x52
  case string4 = 0x54
  case string1 = 0x55
  case unicode4 = 0x58
  case emptyList = 0x5D
  case append = 0x61
  case build = 0x62
  case global = 0x63
  case dictionary = 0x64
  case appends = 0x65
  case get1 = 0x68
  case get4 = 0x6A
  case list = 0x6C
  case put1 = 0x71
  case put4 = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case setItems = 0x75
  case emptyDictionary = 0x7D
  case version = 0x80
  case newObject = 0x81
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case bytes4 = 0x42
  case bytes1 = 0x43
  case unicode1 = 0x8C
  case unicode8 = 0x8D
  case bytes8 = 0x8E
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95
  case byteArray8 = 0x96

  /// Instructions that are refused, by the names that `pickletools` gives them.
  private static let refused: [UInt8: String] = [
    0x32: "DUP", 0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID", 0x53: "STRING",
    0x56: "UNICODE", 0x67: "GET", 0x69: "INST", 0x6F: "OBJ", 0x70: "PUT", 0x82: "EXT1",
    0x83: "EXT2", 0x84: "EXT4", 0x8B: "LONG4", 0x92: "NEWOBJ_EX", 0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
  ]

  /// The name of an instruction that is refused.
  static func name(refused byte: UInt8) -> String {
    refused[byte] ?? "0x\(String(byte, radix: 16))"
  }
}
