import CanonicalJSON
import CheckpointTools
import Yams

/// A file of tolerances in YAML, of which JSON is a part: patterns, in order, and what is close there.
enum ToleranceFile {
  /// Reads a file.
  ///
  /// - Throws: `CommandError` with the place of a syntax error, `CheckpointToolError` for a wrong key.
  static func read(_ path: String) throws -> [Tolerance] {
    let text = try TextFile.read(path)
    let node: Node?
    do {
      node = try compose(yaml: text)
    } catch {
      let line = "\(error)".split(separator: "\n").joined(separator: " ")
      throw CommandError("\(path): not YAML: \(line.prefix(300))\(line.count > 300 ? " …" : "")")
    }
    guard case .mapping(let mapping) = node else {
      throw CommandError(
        "\(path): expected a map from patterns to limits, such as '/model/**': {maxULP: 4}, found "
          + "something else")
    }
    var entries: [(pattern: String, limits: JSONValue)] = []
    for (key, limits) in mapping {
      guard let pattern = key.string else { throw CommandError("\(path): a key is not text") }
      do {
        entries.append((pattern, try ConfigurationFile.value(of: limits)))
      } catch let error as CommandError {
        throw CommandError("\(path): \(pattern): \(error)")
      }
    }
    return try Tolerance.list(entries, named: path)
  }
}
