/// The names in a pickle that stand for something here. None is imported or called: each is a word
/// whose meaning this room knows; every other name is refused.
enum PickleGlobal: Hashable, Sendable {
  case orderedDictionary
  case counter
  case set
  case byteArray
  case complex
  case encode
  case filePath
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

  /// The meaning of a name, or nil for one outside the list.
  init?(module: String, name: String) {
    // Version 2 writes the modules' names of Python 2.
    let path = "\(module == "__builtin__" ? "builtins" : module).\(name)"
    if let global = Self.names[path] {
      self = global
    } else if module == "torch", let type = TorchType.named(name) {
      self = .type(type)
    } else if module == "torch", let type = TorchType.ofStorage(name) {
      self = .storage(type)
    } else {
      return nil
    }
  }
}
