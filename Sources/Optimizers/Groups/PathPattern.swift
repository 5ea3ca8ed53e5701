/// Paths of parameters, or of layers with all that is below them.
struct PathPattern: Sendable {
  private let pattern: [Character]

  init(_ text: String) {
    pattern = Array(text)
  }

  /// Whether the path itself, or the path of a layer above it, fits the pattern.
  func matches(_ path: String) -> Bool {
    let characters = Array(path)
    return fits(characters[...])
      || characters.indices.contains { characters[$0] == "." && fits(characters[..<$0]) }
  }

  /// `*` stands for any characters and `?` for one; linear in both lengths for each star.
  private func fits(_ text: ArraySlice<Character>) -> Bool {
    var (place, position) = (0, text.startIndex)
    var star: (place: Int, position: Int)?
    while position < text.endIndex {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
        place += 1
        position += 1
      } else if let last = star {
        // The latest star takes one character more.
        star = (last.place, last.position + 1)
        (place, position) = (last.place + 1, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
