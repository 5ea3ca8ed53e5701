/// A pattern that selects paths: `*` and `?` within a name, `**` for any number of names.
///
/// `/model/*/bias` has one name between, `/model/**/bias` any number, also none. A pattern that does
/// not begin with `/` may begin anywhere, so `bias` selects every bias. What selects a group selects
/// everything below it.
public struct GlobPattern: Sendable, Equatable, CustomStringConvertible {
  /// The pattern as it was written.
  public let description: String

  private let components: [String]

  /// Reads a pattern; every text is one.
  public init(_ text: String) {
    description = text
    let names = text.split(separator: "/").map(String.init)
    components = text.hasPrefix("/") ? names : ["**"] + names
  }

  /// Returns whether the pattern selects `path` or a group that contains it.
  public func matches(_ path: String) -> Bool {
    let names = path.split(separator: "/").map(String.init)
    // Whether the components from the current one on match the names from each place on; past the
    // last component everything left is inside what is selected.
    var tail = Array(repeating: true, count: names.count + 1)
    for component in components.reversed() {
      var here = Array(repeating: false, count: names.count + 1)
      for place in (0...names.count).reversed() {
        if component == "**" {
          here[place] = tail[place] || (place < names.count && here[place + 1])
        } else if place < names.count {
          here[place] = tail[place + 1] && GlobPattern.matches(component, names[place])
        }
      }
      tail = here
    }
    return tail[0]
  }

  /// Returns whether `*` and `?` in `pattern` can stand for what `name` has there.
  private static func matches(_ pattern: String, _ name: String) -> Bool {
    let pattern = Array(pattern)
    let name = Array(name)
    var (p, n) = (0, 0)
    // Only the last star needs to be tried again: an earlier one could not gain by taking more.
    var retry: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let star = retry {
        p = star.pattern + 1
        n = star.name + 1
        retry = (star.pattern, n)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
