import CanonicalJSON

extension SessionStartInfo {
  /// Every value of a map, named by its path with dots, in order; an array is its text, `null` is nothing.
  static func entries(_ value: JSONValue, at path: String = "") -> [Entry] {
    var parameter = HyperParameter()
    switch value {
    case .null: return []
    case .object(let object):
      return object.members.flatMap {
        entries($0.value, at: path.isEmpty ? $0.name : "\(path).\($0.name)")
      }
    case .bool(let value): parameter.boolValue = value
    case .number(let value): parameter.numberValue = value
    case .string(let value): parameter.stringValue = value
    case .array:
      do {
        parameter.stringValue = try CanonicalJSON.text(value)
      } catch {
        preconditionFailure("the hyper-parameter \(path) is no JSON: \(error)")
      }
    }
    var entry = Entry()
    entry.key = path
    entry.value = parameter
    return [entry]
  }
}
