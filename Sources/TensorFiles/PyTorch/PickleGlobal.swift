/// The names in a pickle that stand for something here. None is imported or called: each is a word
/// whose meaning this room knows; every other name is refused.
enum PickleGlobal: Hashable, Sendable {
  case orderedDictionary
  case defaultDictionary
  case counter
  case deque
  case namespace
  case set
  case byteArray
  case complex
  case encode
  case filePath
  case version
  /// A type of Python's own, by its name.
  case plainType(String)
  case numPyType
  case numPyArrayClass
  case numPyArray
  case numPyScalar
  case size
  case device
  case layout
  case type(TorchType)
  case storage(TorchType)
  case rebuildTensor
  case rebuildTensorVersion3
  case rebuildParameter

  private static let names: [String: PickleGlobal] = [
    "collections.OrderedDict": .orderedDictionary, "collections.Counter": .counter,
    "collections.defaultdict": .defaultDictionary, "collections.deque": .deque,
    "argparse.Namespace": .namespace, "types.SimpleNamespace": .namespace,
    "pytorch_lightning.utilities.parsing.AttributeDict": .orderedDictionary,
    "lightning.pytorch.utilities.parsing.AttributeDict": .orderedDictionary,
    "lightning_fabric.utilities.data.AttributeDict": .orderedDictionary,
    "lightning.fabric.utilities.data.AttributeDict": .orderedDictionary,
    "torch.torch_version.TorchVersion": .version,
    "numpy.dtype": .numPyType, "numpy.ndarray": .numPyArrayClass,
    "numpy.core.multiarray.scalar": .numPyScalar,
    "numpy._core.multiarray.scalar": .numPyScalar,
    "numpy.core.multiarray._reconstruct": .numPyArray,
    "numpy._core.multiarray._reconstruct": .numPyArray,
    "builtins.set": .set, "builtins.frozenset": .set, "builtins.bytearray": .byteArray,
    "builtins.complex": .complex, "_codecs.encode": .encode,
    "pathlib.PosixPath": .filePath, "pathlib.PurePosixPath": .filePath,
    "pathlib.WindowsPath": .filePath, "pathlib.PureWindowsPath": .filePath,
    "torch.Size": .size, "torch.device": .device, "torch.serialization._get_layout": .layout,
    "torch._utils._rebuild_tensor": .rebuildTensor,
    "torch._utils._rebuild_tensor_v2": .rebuildTensor,
    "torch._utils._rebuild_tensor_v3": .rebuildTensorVersion3,
    "torch._utils._rebuild_parameter": .rebuildParameter,
    "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
    "torch.storage.UntypedStorage": .storage(.bytes),
  ]

  /// Types that stand in a pickle as values, such as what a dictionary makes for a new key.
  /// Two have other names in Python 2, which pickles of version 2 write.
  private static let plainTypes = [
    "bool": "bool", "bytes": "bytes", "dict": "dict", "float": "float", "int": "int",
    "list": "list", "long": "int", "str": "str", "tuple": "tuple", "unicode": "str",
  ]

  /// The meaning of a name, or nil for one outside the list.
  init?(module: String, name: String) {
    // Version 2 writes the modules' names of Python 2.
    let path = "\(module == "__builtin__" ? "builtins" : module).\(name)"
    if let global = Self.names[path] {
      self = global
    } else if path == "builtins.\(name)", let type = Self.plainTypes[name] {
      self = .plainType(type)
    } else if module == "torch", let type = TorchType.named(name) {
      self = .type(type)
    } else if module == "torch", let type = TorchType.ofStorage(name) {
      self = .storage(type)
    } else {
      return nil
    }
  }
}
