import CanonicalJSON
import Yams

/// A YAML file with the maps `run:` and `execution:`.
struct ConfigurationFile {
  /// What the run is.
  let run: JSONValue?
  /// How it is executed.
  let execution: JSONValue?

  /// Reads a file's text.
  ///
  /// - Throws: `CommandError` with the place of a syntax error, or naming a wrong key.
  init(text: String, named name: String) throws(CommandError) {
    let value: JSONValue
    do {
      guard let node = try compose(yaml: text) else {
        throw CommandError("the file is empty; expected the maps run: and execution:")
      }
      value = try ConfigurationFile.value(of: node)
    } catch let error as CommandError {
      throw CommandError("\(name): \(error)")
    } catch {
      let line = "\(error)".split(separator: "\n").joined(separator: " ")
      // The parser quotes the line it stopped at, however long that is.
      throw CommandError("\(name): not YAML: \(line.prefix(300))\(line.count > 300 ? " …" : "")")
    }
    guard let map = value.object else {
      throw CommandError("\(name): expected the maps run: and execution:, found something else")
    }
    for member in map.members where !["run", "execution"].contains(member.name) {
      throw CommandError(
        "\(name): unknown key \(member.name); a configuration has the maps run: and execution:")
    }
    run = map["run"]
    execution = map["execution"]
  }

  /// The text of a configuration.
  static func text(run: JSONValue, execution: JSONValue) throws -> String {
    try serialize(
      node: node(of: .object([("run", run), ("execution", execution)])), sortKeys: false)
  }

  /// The value that a node of YAML stands for.
  static func value(of node: Node) throws -> JSONValue {
    switch node {
    case .mapping(let mapping):
      var members: [(String, JSONValue)] = []
      for (key, inner) in mapping {
        guard let name = key.string else { throw CommandError("a key is not text") }
        members.append((name, try value(of: inner)))
      }
      guard let object = JSONObject(unique: members) else {
        throw CommandError("a key occurs twice in one map")
      }
      return .object(object)
    case .sequence(let sequence):
      return .array(try sequence.map(value))
    case .scalar(let scalar):
      guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
      return plainValue(scalar.string)
    case .alias:
      throw CommandError("aliases are not supported")
    }
  }

  /// The value that the command line gives a key: as in a file, so that a list is `[csv, jsonl]`.
  static func setting(_ text: String) throws -> JSONValue {
    guard text.hasPrefix("["), let node = try? Yams.compose(yaml: text) else {
      return plainValue(text)
    }
    return try value(of: node)
  }

  /// The value of text that is not quoted: null, a truth value, a number, else the text itself.
  ///
  /// A whole number keeps all of its digits: as a binary64 number, a large seed would become another.
  static func plainValue(_ text: String) -> JSONValue {
    if text.isEmpty || text == "~" { return .null }
    if let whole = UInt64(text), String(whole) == text { return .integer(whole) }
    if let whole = Int(text), String(whole) == text { return .integer(whole) }
    guard let value = try? JSONParser.parse(text), value.object == nil else {
      return .string(text)
    }
    return value
  }

  private static func node(of value: JSONValue) throws -> Node {
    switch value {
    case .object(let object):
      return Node(
        try object.members.map { (Node($0.name), try node(of: $0.value)) }, .implicit, .block)
    case .array(let elements):
      return Node(try elements.map(node), .implicit, .flow)
    case .string(let text):
      let style: Node.Scalar.Style =
        plainValue(text) == .string(text) && !text.contains(":") ? .plain : .doubleQuoted
      return Node(text, .implicit, style)
    default:
      return Node(try CanonicalJSON.text(value), .implicit, .plain)
    }
  }
}
