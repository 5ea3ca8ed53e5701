/// A value that a pickle describes. Values that contain others refer to them by number, so that no
/// pickle, however it nests, makes a deep or circular structure in memory.
enum PickleValue: Sendable {
  case none
  case truth(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, in two's complement, lowest byte first.
  case largeInteger([UInt8])
  case real(Double)
  case text(String)
  case bytes([UInt8])
  case global(PickleGlobal)
  /// The number of a node.
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  /// An object with attributes: the number of a node with the dictionary of them, or nothing yet.
  case object(Int)
  /// A type of NumPy's numbers: the number of a node with its code, such as `f4`, and its order of bytes.
  case numPyType(Int)
  /// An array of NumPy: the number of a node with its shape, type, order of axes and bytes, or nothing yet.
  case numPyArray(Int)
  case storage(TorchStorage)
  /// The number of a tensor.
  case tensor(Int)
}

/// What a value contains: elements, or keys and elements.
struct PickleNode: Sendable {
  var keys: [PickleValue] = []
  var elements: [PickleValue] = []
}

/// The bytes of tensors, as a pickle refers to them.
struct TorchStorage: Sendable {
  let type: TorchType
  /// The last part of the member's name.
  let key: String
  /// Number of elements.
  let count: Int
}

/// A tensor, as a pickle describes it; nothing was checked yet.
struct TorchTensor: Sendable {
  let storage: TorchStorage
  let type: TorchType
  /// Place of the first element in the storage, in elements.
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
