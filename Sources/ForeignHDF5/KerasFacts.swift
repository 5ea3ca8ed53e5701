internal import CanonicalJSON
internal import HDF5

/// What a file of Keras says of its model.
///
/// **Reference** Keras's `hdf5_format` (layers by the attributes `layer_names` and `keras_version`) and the
/// `.weights.h5` of Keras 3 (variables as `…/vars/0`, `…/vars/1`).
struct KerasFacts {
  /// Members of the object that people see.
  let members: [(String, JSONValue)]

  /// Most layers that are named.
  private static let layerLimit = 1000
  /// Most bytes of a configuration that is looked into.
  private static let configurationByteLimit = 8 << 20

  /// The facts, or nil if the file is none of Keras.
  init?(of contents: ForeignContents) {
    let places = ["/", "/model_weights"]
    func attribute(_ name: String) -> JSONValue? {
      contents.attributes.first { $0.name == name && places.contains($0.group) }?.value
    }
    let version = attribute("keras_version")
    let layers = attribute("layer_names")
    let isArchive = KerasFacts.isArchive(contents)
    guard version != nil || layers?.array != nil || isArchive else { return nil }
    var members: [(String, JSONValue)] = [
      ("layout", .string(isArchive ? "weights.h5 of Keras 3" : "HDF5 of Keras"))
    ]
    if let version { members.append(("version", version)) }
    if let backend = attribute("backend") { members.append(("backend", backend)) }
    if let configuration = KerasFacts.parsed(attribute("model_config")) {
      members.append(("model", KerasFacts.model(configuration)))
    }
    if let training = KerasFacts.parsed(attribute("training_config")) {
      let optimizer = training["optimizer_config"]?["class_name"] ?? training["optimizer"]
      members.append(("optimizer", optimizer.flatMap(KerasFacts.name) ?? .null))
    }
    if let names = layers?.array {
      members.append(("layerNames", .array(Array(names.prefix(KerasFacts.layerLimit)))))
    }
    self.members = members
  }

  /// Whether every tensor is a variable by its number, as Keras 3 stores them.
  private static func isArchive(_ contents: ForeignContents) -> Bool {
    !contents.datasets.isEmpty
      && contents.datasets.allSatisfy { dataset in
        let names = dataset.path.split(separator: "/")
        return names.count >= 2 && names[names.count - 2] == "vars" && Int(names.last ?? "") != nil
      }
  }

  private static func parsed(_ text: JSONValue?) -> JSONValue? {
    guard let text = text?.string else { return nil }
    return try? JSONParser.parse(
      text, limits: .init(byteCount: configurationByteLimit, depth: 64))
  }

  /// Class and name of a model and its layers.
  private static func model(_ configuration: JSONValue) -> JSONValue {
    // The first releases stored a sequential model's layers as the configuration itself.
    let content = configuration["config"]
    let layers = content?["layers"]?.array ?? content?.array ?? []
    return .object(
      named(configuration) + [
        ("layerCount", .integer(layers.count)),
        ("layers", .array(layers.prefix(layerLimit).map { .object(named($0)) })),
      ])
  }

  private static func named(_ configuration: JSONValue) -> [(String, JSONValue)] {
    [
      ("class", configuration["class_name"].flatMap(name) ?? .null),
      ("name", configuration["config"]?["name"].flatMap(name) ?? .null),
    ]
  }

  /// A text of a bearable length.
  private static func name(_ value: JSONValue) -> JSONValue? {
    value.string.map { .string(String($0.prefix(200))) }
  }
}
